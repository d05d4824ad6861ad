import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { failure, success, type Result } from "../errors.ts";
import type { ChangedFile } from "../task/diff.ts";
import { parseRawAndNumstat } from "./changed-files.ts";
import type { CommitId } from "./commit-id.ts";
import { requireGit, runGit, type GitCall } from "./git-process.ts";

export interface AppliedDiff {
  /** The patch in git's own words, made from the mirror's objects. */
  readonly patch: Buffer;
  readonly files: readonly ChangedFile[];
}

export interface ApplyFailure {
  readonly reason: "does-not-apply";
  /** What git said; names paths of the patch. Hostile text. */
  readonly detail: string;
}

const DIFF = ["--no-color", "--no-ext-diff", "--no-textconv", "--full-index", "-M"];

/**
 * Applies a patch that a sandbox made to a commit of the mirror, in an index of its own and in no
 * work tree, and reads back what it changed. git refuses a patch that does not fit the commit, and
 * paths that leave the tree or enter `.git`, and runs into a limit where one would make it write
 * gigabytes; what comes back is made of the mirror's own objects,
 * whatever the sandbox wrote around its hunks.
 */
export async function applyDiff(
  gitDir: string,
  commit: CommitId,
  patch: Uint8Array,
): Promise<Result<AppliedDiff, ApplyFailure>> {
  const index = join(gitDir, `berth-index-${randomUUID()}`);
  const call = (argv: readonly string[], input?: Uint8Array): GitCall => ({
    gitDir,
    argv,
    env: { GIT_INDEX_FILE: index },
    limited: true,
    ...(input === undefined ? {} : { input }),
  });
  try {
    await requireGit(call(["read-tree", commit]));
    const apply = ["apply", "--cached", "--whitespace=nowarn", "-"];
    const applied = await runGit(call(apply, patch));
    if (applied.exitCode !== 0) {
      return failure({ reason: "does-not-apply", detail: applied.stderr });
    }
    const tree = (await requireGit(call(["write-tree"]))).toString().trim();
    return success({
      patch: await requireGit(call(["diff-tree", "-p", "--binary", ...DIFF, commit, tree])),
      files: await changedFiles(call, commit, tree),
    });
  } finally {
    await rm(index, { force: true });
  }
}

async function changedFiles(
  call: (argv: readonly string[]) => GitCall,
  commit: CommitId,
  tree: string,
): Promise<readonly ChangedFile[]> {
  const listing = await requireGit(
    call(["diff-tree", "-r", "-z", "--raw", "--numstat", ...DIFF, commit, tree]),
  );
  return parseRawAndNumstat(listing);
}
