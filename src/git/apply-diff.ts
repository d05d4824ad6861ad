import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
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

/** Begins the name of the folder, in the mirror's own, in which a diff is applied. */
const FOLDER = "berth-apply-";
const ABANDONED_AFTER_MS = 24 * 60 * 60_000;
const MEGABYTE = 2 ** 20;
/** GitHub takes no file over 100 MB; a few bytes of a patch can make any size. */
const MOST_BLOB_BYTES = 256 * MEGABYTE;
/** The same diff as came in, in other words at the most: what is much larger was made to be. */
const MOST_PATCH_BYTES = 32 * MEGABYTE;

const DIFF = ["--no-color", "--no-ext-diff", "--no-textconv", "--full-index", "-M"];

type Attempt = Result<Buffer, ApplyFailure>;
type Git = (argv: readonly string[], input?: Uint8Array) => GitCall;

/**
 * Applies a patch that a sandbox made to a commit of the mirror, in a folder of its own for the
 * index and for new objects and in no work tree, and reads back what it changed. git refuses a
 * patch that does not fit the commit, and paths that leave the tree or enter `.git`, and runs into
 * a limit where one would make it write gigabytes; what comes back is git's own diff of the result,
 * whatever the sandbox wrote around its hunks.
 *
 * Whatever fails once the commit could be read is the patch's doing: it would fail again.
 */
export async function applyDiff(
  gitDir: string,
  commit: CommitId,
  patch: Uint8Array,
): Promise<Result<AppliedDiff, ApplyFailure>> {
  const folder = join(gitDir, `${FOLDER}${randomUUID()}`);
  const objects = join(folder, "objects");
  const git: Git = (argv, input) => ({
    gitDir,
    argv,
    env: {
      GIT_INDEX_FILE: join(folder, "index"),
      GIT_OBJECT_DIRECTORY: objects,
      // In quotes, since a bare colon would part it in two.
      GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(join(gitDir, "objects")),
    },
    // Names in every script are shown as they are; what would break a line is quoted all the same.
    settings: { "core.quotePath": "false" },
    limited: true,
    ...(input === undefined ? {} : { input }),
  });
  try {
    await mkdir(objects, { recursive: true });
    await requireGit(git(["read-tree", commit]));
    const apply = ["apply", "--cached", "--whitespace=nowarn", "-"];
    const applied = await attempt(git(apply, patch));
    if (!applied.ok) return applied;
    const tree = await attempt(git(["write-tree"]));
    return tree.ok ? await readDiff(git, commit, tree.value.toString().trim()) : tree;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a process left that was killed while it applied a diff. */
export async function removeAbandonedApplies(gitDir: string): Promise<void> {
  const names = (await readdir(gitDir)).filter((name) => name.startsWith(FOLDER));
  for (const path of names.map((name) => join(gitDir, name))) {
    const found = await stat(path).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}

async function attempt(call: GitCall): Promise<Attempt> {
  const { exitCode, stdout, stderr } = await runGit(call);
  if (exitCode === 0) return success(stdout);
  const limit = `git ${call.argv[0]} went over its limit of memory, time or size.`;
  return refuse(stderr.trim() === "" ? limit : stderr);
}

function refuse(detail: string) {
  return failure({ reason: "does-not-apply", detail } as const);
}

async function readDiff(
  git: Git,
  commit: CommitId,
  tree: string,
): Promise<Result<AppliedDiff, ApplyFailure>> {
  const largest = await largestBlob(git, commit, tree);
  if (!largest.ok) return largest;
  if (largest.value > MOST_BLOB_BYTES) {
    return refuse(`The patch makes a file of ${largest.value} bytes; ${MOST_BLOB_BYTES} are read.`);
  }
  const patch = await attempt(git(["diff-tree", "-p", "--binary", ...DIFF, commit, tree]));
  if (!patch.ok) return patch;
  if (patch.value.length > MOST_PATCH_BYTES) {
    return refuse(`The patch makes a diff of ${patch.value.length} bytes.`);
  }
  const listing = await attempt(
    git(["diff-tree", "-r", "-z", "--raw", "--numstat", ...DIFF, commit, tree]),
  );
  if (!listing.ok) return listing;
  return success({ patch: patch.value, files: parseRawAndNumstat(listing.value) });
}

/** Bytes of the largest file that the patch makes or changes. */
async function largestBlob(
  git: Git,
  commit: CommitId,
  tree: string,
): Promise<Result<number, ApplyFailure>> {
  const raw = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", commit, tree];
  const changes = await attempt(git(raw));
  if (!changes.ok) return changes;
  const blobs = newBlobs(changes.value);
  const input = Buffer.from(blobs.map((id) => `${id}\n`).join(""));
  const sizes = await attempt(git(["cat-file", "--batch-check=%(objectsize)"], input));
  if (!sizes.ok) return sizes;
  const lines = sizes.value.toString().trim().split("\n");
  return success(lines.reduce((most, size) => Math.max(most, Number(size)), 0));
}

/** Out of `:OLDMODE NEWMODE OLD NEW STATUS`, each followed by a path: but not deletions, modules. */
function newBlobs(listing: Buffer): string[] {
  const fields = listing.toString("latin1").split("\0");
  return fields.flatMap((field, at) => {
    const [, mode = "", , blob = ""] = at % 2 === 0 ? field.split(" ") : [];
    return mode.startsWith("1") && mode !== "160000" ? [blob] : [];
  });
}
