import type { CommitId } from "./commit-id.ts";
import { requireGit, streamGit } from "./git-process.ts";

/** A few trees that name each other can hold any number of files: nobody reads on for ever. */
const MOST_PATHS = 300_000;

/** Characters; each takes up to three bytes. Systems take from 256 KB on, most of them 2 MB. */
const MOST_ARGUMENTS = 32_768;

/** A commit that a mirror has. */
export interface CommitInMirror {
  readonly gitDir: string;
  readonly commit: CommitId;
}

/** A file of a commit, read as data. */
export type MirrorFile =
  | { readonly kind: "file"; readonly content: Buffer }
  | { readonly kind: "missing" }
  | { readonly kind: "not-a-file" }
  | { readonly kind: "too-large"; readonly bytes: number };

/** `path`: relative to the repository's root. Symbolic links are not followed. */
export async function readFileOf(
  { gitDir, commit }: CommitInMirror,
  path: string,
  maxBytes: number,
): Promise<MirrorFile> {
  const listed = await requireGit({
    gitDir,
    argv: ["--literal-pathspecs", "ls-tree", "-z", "-l", commit, "--", path],
  });
  const entry = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(listed.toString("latin1"));
  if (entry === null) return { kind: "missing" };
  const [, mode, , blob = "", size] = entry;
  if (!isFileMode(mode)) return { kind: "not-a-file" };
  if (Number(size) > maxBytes) return { kind: "too-large", bytes: Number(size) };
  return { kind: "file", content: await requireGit({ gitDir, argv: ["cat-file", "blob", blob] }) };
}

/** `path`: relative to the repository's root. A link to a folder is none. */
export async function hasFolder(
  { gitDir, commit }: CommitInMirror,
  path: string,
): Promise<boolean> {
  const argv = ["--literal-pathspecs", "ls-tree", "-d", "--format=%(objecttype)", commit];
  const listed = await requireGit({ gitDir, argv: [...argv, "--", path] });
  return listed.toString().trim() === "tree";
}

/**
 * Paths of the files in a folder, relative to the root; all the way down or its own only. Links
 * are none. Of a repository with more than `MOST_PATHS`, the first.
 */
export async function listFiles(
  { gitDir, commit }: CommitInMirror,
  options: { readonly folder: string; readonly recursive: boolean },
): Promise<readonly string[]> {
  const format = "--format=%(objectmode) %(path)";
  const argv = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", format];
  if (options.recursive) argv.push("-r");
  argv.push(commit);
  if (options.folder !== "") argv.push("--", `${options.folder}/`);
  const paths: string[] = [];
  for await (const line of readRecords(streamGit({ gitDir, argv, limited: true }))) {
    if (isFileMode(line.slice(0, 6))) paths.push(line.slice(7));
    if (paths.length === MOST_PATHS) break;
  }
  return paths;
}

/** Ids of those of the files that the commit has, by path: equal ids, equal contents. */
export async function blobIds(
  { gitDir, commit }: CommitInMirror,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const format = "--format=%(objectname) %(path)";
  const argv = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", format, commit, "--"];
  const ids = new Map<string, string>();
  for (const some of batches(paths)) {
    const listed = (await requireGit({ gitDir, argv: [...argv, ...some] })).toString();
    for (const line of listed.split("\0"))
      if (line !== "") ids.set(line.slice(41), line.slice(0, 40));
  }
  return ids;
}

/** Not a symbolic link, a folder or a module. */
function isFileMode(mode: string | undefined): boolean {
  return mode === "100644" || mode === "100755";
}

/** As many at once as a system takes for the arguments of one program. */
function* batches(paths: readonly string[]): Generator<readonly string[], void, undefined> {
  let batch: string[] = [];
  let length = 0;
  for (const path of paths) {
    if (length > MOST_ARGUMENTS) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(path);
    length += path.length + 1;
  }
  if (batch.length > 0) yield batch;
}

/** Splits what git prints with `-z`. */
async function* readRecords(
  output: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of output) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\0");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
