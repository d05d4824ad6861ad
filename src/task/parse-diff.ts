import { failure, success, type Result } from "../errors.ts";
import type { ChangeStatus } from "./diff.ts";
import type { FileDiff, Hunk, PatchProblem } from "./file-diff.ts";
import { fileNames, type FileNames } from "./file-names.ts";
import { bytesOf, decodeLossless } from "./git-path.ts";
import { parseFileHeader, type FileHeader } from "./parse-file-header.ts";
import { parseHunks } from "./parse-hunks.ts";
import { PatchLines, startsWith } from "./patch-lines.ts";

/**
 * Reads the bytes of `git diff --binary --full-index -M`: one entry for each changed file, in
 * their order; where a file became a link, say, one for its deletion and one for its creation. Lines are views into the patch. Hostile bytes fail with the number of a line.
 */
export function parseDiff(patch: Uint8Array): Result<FileDiff[], PatchProblem> {
  const lines = new PatchLines(patch);
  const files: FileDiff[] = [];
  while (lines.peek() !== null) {
    const file = parseFile(lines, patch);
    if (!file.ok) return file;
    files.push(file.value);
  }
  return success(files);
}

function parseFile(lines: PatchLines, patch: Uint8Array): Result<FileDiff, PatchProblem> {
  const { number, offset } = lines;
  const header = parseFileHeader(lines);
  if (!header.ok) return header;
  const names = fileNames(header.value);
  if (names === null) {
    return failure({ line: number, message: "the names of this file cannot be told" });
  }
  const headerBytes = patch.subarray(offset, lines.offset);
  const binary = skipBinary(lines);
  if (!binary.ok) return binary;
  const hunks = binary.value ? success([]) : parseHunks(lines);
  if (!hunks.ok) return hunks;
  const change = describeChange(header.value, names);
  const size = countLines(hunks.value);
  return success({
    ...change,
    ...size,
    binary: binary.value,
    header: headerBytes,
    hunks: hunks.value,
  });
}

/** Skips the data of a binary file; the value says whether there was any. */
function skipBinary(lines: PatchLines): Result<boolean, PatchProblem> {
  const line = lines.peek();
  if (startsWith(line, "Binary files ")) {
    lines.next();
    return success(true);
  }
  if (line?.toString("latin1") !== "GIT binary patch") return success(false);
  lines.next();
  let blocks = 0;
  while (startsWith(lines.peek(), "literal ") || startsWith(lines.peek(), "delta ")) {
    const end = lines.number;
    while ((lines.peek()?.length ?? 0) > 0) lines.next();
    if (lines.next() === null) {
      return failure({ line: end, message: "this binary data does not end" });
    }
    blocks += 1;
  }
  return blocks > 0
    ? success(true)
    : failure({ line: lines.number, message: "binary data is expected" });
}

type Change = Pick<
  FileDiff,
  | "status"
  | "path"
  | "pathBytes"
  | "oldPath"
  | "oldPathBytes"
  | "oldMode"
  | "newMode"
  | "similarity"
>;

function describeChange(header: FileHeader, names: FileNames): Change {
  const pathBytes = bytesOf(names.new);
  const oldPathBytes = names.old === names.new ? null : bytesOf(names.old);
  return {
    status: statusOf(header),
    path: decodeLossless(pathBytes),
    pathBytes,
    oldPath: oldPathBytes === null ? null : decodeLossless(oldPathBytes),
    oldPathBytes,
    oldMode: header.createdMode === null ? (header.deletedMode ?? header.oldMode) : null,
    newMode: header.deletedMode === null ? (header.createdMode ?? header.newMode) : null,
    similarity: header.similarity,
  };
}

function statusOf(header: FileHeader): ChangeStatus {
  if (header.createdMode !== null) return "added";
  if (header.deletedMode !== null) return "deleted";
  return header.kind ?? "modified";
}

function countLines(hunks: readonly Hunk[]): Pick<FileDiff, "linesAdded" | "linesRemoved"> {
  let [linesAdded, linesRemoved] = [0, 0];
  for (const { kind } of hunks.flatMap(({ lines }) => lines)) {
    if (kind === "added") linesAdded += 1;
    if (kind === "removed") linesRemoved += 1;
  }
  return { linesAdded, linesRemoved };
}
