import { requireGit } from "./git-process.ts";

/** The first with `safe.bareRepository`, by which a planted bare repository is not obeyed. */
const NEEDED = [2, 38] as const;

/** Throws a sentence for the operator where git on this machine is missing or too old. */
export async function requireGitVersion(): Promise<void> {
  const printed = await requireGit({ gitDir: "/nonexistent", argv: ["--version"] });
  const found = printed.toString().trim();
  if (!isNewEnough(found)) {
    throw new Error(`git ${NEEDED.join(".")} or newer is expected on the PATH, found "${found}".`);
  }
}

export function isNewEnough(version: string): boolean {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) !== NEEDED[0]) return Number(major) > NEEDED[0];
  return Number(minor) >= NEEDED[1];
}
