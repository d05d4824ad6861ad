import { git } from "./run.ts";
import { parseHunks, type Hunk } from "./patch.ts";

export type FileStatus = "added" | "removed" | "modified" | "renamed" | "copied" | "changed";

/** One changed file, as "List pull requests files" tells of it. */
export interface FileDiff {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: FileStatus;
  /** Of the new content; of the old where the file is gone. */
  readonly blob: string;
  readonly additions: number;
  readonly deletions: number;
  /** Absent where the file is binary, or where the patch is too large to be shown. */
  readonly patch: string | undefined;
  readonly hunks: readonly Hunk[];
}

export interface DiffTotals {
  readonly additions: number;
  readonly deletions: number;
  readonly files: number;
}

/** From here on GitHub shows no patch of a file. */
const MAX_FILE_BYTES = 500 * 1024;
const MAX_FILE_LINES = 20_000;

const STATUS: Readonly<Record<string, FileStatus>> = {
  A: "added",
  C: "copied",
  D: "removed",
  M: "modified",
  R: "renamed",
  T: "changed",
};

const PLAIN = ["--no-color", "--no-ext-diff", "--no-textconv", "--find-renames"];

export function diffText(folder: string, from: string, to: string): Promise<Buffer> {
  return git(folder, ["diff", ...PLAIN, "--full-index", from, to, "--"]);
}

/** The mails of `git format-patch`, one for each commit. */
export function patchText(folder: string, from: string, to: string): Promise<Buffer> {
  return git(folder, ["format-patch", "--stdout", "--full-index", `${from}..${to}`]);
}

export async function diffFiles(folder: string, from: string, to: string): Promise<FileDiff[]> {
  const [raw, text] = await Promise.all([
    git(folder, ["diff", "--raw", "-z", "--no-abbrev", ...PLAIN, from, to, "--"]),
    diffText(folder, from, to),
  ]);
  const patches = splitByFile(text.toString("utf8"));
  return parseRaw(raw.toString("utf8")).map((file, index) => withPatch(file, patches[index] ?? ""));
}

export function totalsOf(files: readonly FileDiff[]): DiffTotals {
  return {
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    files: files.length,
  };
}

type RawFile = Pick<FileDiff, "path" | "previousPath" | "status" | "blob">;

/** `:oldmode newmode oldblob newblob STATUS\0path\0`, and a second path after a rename. */
function parseRaw(raw: string): RawFile[] {
  const fields = raw.split("\0");
  const files: RawFile[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const [, , oldBlob = "", newBlob = "", score = ""] = (fields[at] ?? "").split(" ");
    const status = STATUS[score[0] ?? ""] ?? "changed";
    const moved = status === "renamed" || status === "copied";
    const path = fields[at + (moved ? 2 : 1)] ?? "";
    const previousPath = moved ? fields[at + 1] : undefined;
    files.push({ path, previousPath, status, blob: status === "removed" ? oldBlob : newBlob });
    at += moved ? 3 : 2;
  }
  return files;
}

/** Every content line of a diff begins with a mark, so a line that begins so is a header. */
function splitByFile(text: string): string[] {
  return text === "" ? [] : text.split("\ndiff --git ");
}

function withPatch(file: RawFile, text: string): FileDiff {
  const start = text.indexOf("\n@@ ");
  const patch = start === -1 ? "" : text.slice(start + 1).replace(/\n$/, "");
  const hunks = parseHunks(patch);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const tooLarge = patch.length > MAX_FILE_BYTES || lines.length > MAX_FILE_LINES;
  return {
    ...file,
    additions: lines.filter(({ left }) => left === undefined).length,
    deletions: lines.filter(({ right }) => right === undefined).length,
    patch: patch === "" || tooLarge ? undefined : patch,
    hunks: tooLarge ? [] : hunks,
  };
}

export interface ChangedPaths {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly modified: readonly string[];
}

/** What one commit did to which paths; a rename is a removal and an addition. */
export async function changedPaths(folder: string, commit: string): Promise<ChangedPaths> {
  const args = [
    "diff-tree",
    "--root",
    "-r",
    "-z",
    "--no-commit-id",
    "--name-status",
    "--no-renames",
  ];
  const fields = (await git(folder, [...args, commit])).toString("utf8").split("\0");
  const paths = (wanted: string): string[] =>
    fields.filter((_, at) => at % 2 === 1 && fields[at - 1] === wanted);
  return { added: paths("A"), removed: paths("D"), modified: [...paths("M"), ...paths("T")] };
}
