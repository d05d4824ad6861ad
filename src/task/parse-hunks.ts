import { failure, success, type Result } from "../errors.ts";
import type { DiffLine, Hunk, PatchProblem } from "./file-diff.ts";
import { startsWith, type PatchLines } from "./patch-lines.ts";

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: |$)/;
const HUNK_HEADER_LENGTH = 64;
const NO_NEWLINE = "\\ ";
const KINDS: Readonly<Record<string, DiffLine["kind"]>> = {
  " ": "context",
  "+": "added",
  "-": "removed",
};

type Numbers = Pick<Hunk, "oldStart" | "oldLines" | "newStart" | "newLines">;

/** Reads hunks for as long as there are any; they must follow each other in both files. */
export function parseHunks(patch: PatchLines): Result<Hunk[], PatchProblem> {
  const hunks: Hunk[] = [];
  while (startsWith(patch.peek(), "@@ ")) {
    const line = patch.number;
    const hunk = parseHunk(patch);
    if (!hunk.ok) return hunk;
    if (!follows(hunk.value, hunks.at(-1))) {
      return failure({ line, message: "this hunk does not stand behind the one before" });
    }
    hunks.push(hunk.value);
  }
  return success(hunks);
}

function parseHunk(patch: PatchLines): Result<Hunk, PatchProblem> {
  const line = patch.number;
  const header = patch.next() ?? Buffer.alloc(0);
  const match = HUNK.exec(header.toString("latin1", 0, HUNK_HEADER_LENGTH));
  if (match === null) return failure({ line, message: "this is no header of a hunk" });
  const [matched, oldStart, oldLines = "1", newStart, newLines = "1"] = match;
  const numbers: Numbers = {
    oldStart: Number(oldStart),
    oldLines: Number(oldLines),
    newStart: Number(newStart),
    newLines: Number(newLines),
  };
  const lines = parseLines(patch, numbers);
  if (!lines.ok) return lines;
  const heading = header.subarray(matched.length);
  return success({ ...numbers, heading, lines: lines.value });
}

/** As many lines as the header of the hunk says, on either side. */
function parseLines(patch: PatchLines, numbers: Numbers): Result<DiffLine[], PatchProblem> {
  const lines: DiffLine[] = [];
  let { oldLines, newLines } = numbers;
  while (oldLines > 0 || newLines > 0) {
    const kind = kindOf(patch.peek());
    if (kind !== "added") oldLines -= 1;
    if (kind !== "removed") newLines -= 1;
    if (kind === null || oldLines < 0 || newLines < 0) {
      return failure({ line: patch.number, message: "this line does not fit into its hunk" });
    }
    const bytes = (patch.next() ?? Buffer.alloc(0)).subarray(1);
    const endsInNewline = !startsWith(patch.peek(), NO_NEWLINE);
    if (!endsInNewline) patch.next();
    lines.push({ kind, bytes, endsInNewline });
  }
  return success(lines);
}

/** Null for what is no line of a hunk. An empty line is an empty line of context. */
function kindOf(line: Buffer | null): DiffLine["kind"] | null {
  if (line === null) return null;
  return line.length === 0 ? "context" : (KINDS[line.toString("latin1", 0, 1)] ?? null);
}

function follows(hunk: Hunk, before: Hunk | undefined): boolean {
  const old = firstLine(hunk.oldStart, hunk.oldLines);
  const now = firstLine(hunk.newStart, hunk.newLines);
  if (before === undefined) return true;
  const oldEnd = firstLine(before.oldStart, before.oldLines) + before.oldLines;
  const newEnd = firstLine(before.newStart, before.newLines) + before.newLines;
  return old >= oldEnd && now - newEnd === old - oldEnd;
}

/** An empty side is named after the line before it. */
function firstLine(start: number, lines: number): number {
  return lines === 0 ? start + 1 : start;
}
