import { messageOf } from "../errors.ts";
import { requireGit } from "./git-process.ts";

/** The first with `safe.bareRepository`, by which a planted bare repository is not obeyed. */
const NEEDED = [2, 38] as const;

/** Throws what is expected and found where git on this machine is missing or too old. */
export async function requireGitVersion(): Promise<void> {
  const found = await printedVersion();
  if (!isNewEnough(found)) throw expected(`found "${found}"`);
}

async function printedVersion(): Promise<string> {
  try {
    const printed = await requireGit({ gitDir: "/nonexistent", argv: ["--version"] });
    return printed.toString().trim();
  } catch (thrown) {
    throw expected(`found none that runs (${messageOf(thrown)})`, thrown);
  }
}

function expected(found: string, cause?: unknown): Error {
  const version = NEEDED.join(".");
  return new Error(`git ${version} or newer is expected on the PATH, ${found}`, { cause });
}

export function isNewEnough(version: string): boolean {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) !== NEEDED[0]) return Number(major) > NEEDED[0];
  return Number(minor) >= NEEDED[1];
}
