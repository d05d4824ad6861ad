import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { NO_COMMIT, writeBlob } from "./commits.ts";
import { git, gitText } from "./run.ts";

/** As the git data API takes it: an object by id, or content, or `null` to leave a path out. */
export interface TreeChange {
  readonly path?: string;
  readonly mode?: string;
  readonly type?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

/** A tree made of another one and of changes to it; its own index, no work tree. */
export async function writeTree(
  folder: string,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  const env = { GIT_INDEX_FILE: join(folder, `index-${randomUUID()}`) };
  try {
    await git(folder, base === undefined ? ["read-tree", "--empty"] : ["read-tree", base], { env });
    for (const change of changes) await applyChange(folder, change, env);
    return await gitText(folder, ["write-tree"], { env });
  } finally {
    await rm(env.GIT_INDEX_FILE, { force: true });
  }
}

async function applyChange(
  folder: string,
  { path = "", mode = "100644", sha, content }: TreeChange,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (mode === "040000" && typeof sha === "string") {
    await git(folder, ["read-tree", `--prefix=${path}/`, sha], { env });
    return;
  }
  const object = sha ?? (sha === null ? NO_COMMIT : await writeBlob(folder, content ?? ""));
  const line = `${sha === null ? "0" : mode} ${object}\t${path}\0`;
  await git(folder, ["update-index", "-z", "--index-info"], { env, input: line });
}
