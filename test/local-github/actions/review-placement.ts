import type { FileDiff } from "../git/diff.ts";
import { findLine, findPosition, hunkDownTo, type PlacedLine, type Side } from "../git/patch.ts";
import { unprocessable } from "../http/errors.ts";
import type { Placement } from "../state/reviews.ts";

/** Where somebody wants a comment: a line, several lines, or a position in the diff. */
export interface WantedPlace {
  readonly path: string;
  readonly line?: number;
  readonly side?: Side;
  readonly start_line?: number;
  readonly start_side?: Side;
  readonly position?: number;
}

/**
 * GitHub's rules for the place of a review comment, in its order: the file is in the diff, the
 * line is in one of its hunks, the first line comes before the last and stands in the same hunk.
 */
export function placeComment(files: readonly FileDiff[], wanted: WantedPlace): Placement {
  const file = files.find(({ path }) => path === wanted.path);
  if (!file) throw unprocessable("Path could not be resolved");
  return wanted.line === undefined && wanted.position !== undefined
    ? placeAtPosition(file, wanted.position)
    : placeAtLine(file, wanted);
}

function placeAtPosition(file: FileDiff, position: number): Placement {
  const placed = findPosition(file.hunks, position);
  if (!placed) throw unprocessable("Position could not be resolved");
  const { left, right } = placed.line;
  return {
    ...describe(file, placed),
    side: right === undefined ? "LEFT" : "RIGHT",
    line: right ?? left ?? 0,
    startLine: null,
    startSide: null,
  };
}

function placeAtLine(file: FileDiff, wanted: WantedPlace): Placement {
  const { line, side = "RIGHT" } = wanted;
  const placed = line === undefined ? undefined : findLine(file.hunks, side, line);
  if (line === undefined || !placed) throw unprocessable("Line could not be resolved");
  return { ...describe(file, placed), side, line, ...startOf(file, placed, wanted) };
}

function startOf(
  file: FileDiff,
  end: PlacedLine,
  { start_line: startLine, side = "RIGHT", start_side: startSide = side }: WantedPlace,
): Pick<Placement, "startLine" | "startSide"> {
  if (startLine === undefined) return { startLine: null, startSide: null };
  const start = findLine(file.hunks, startSide, startLine);
  if (!start) throw unprocessable("Start line could not be resolved");
  if (start.line.position >= end.line.position) {
    throw unprocessable("Pull request review thread start line must precede the end line.");
  }
  if (start.hunk !== end.hunk) {
    throw unprocessable(
      "Pull request review thread start line must be part of the same hunk as the line.",
    );
  }
  return { startLine, startSide };
}

function describe(
  file: FileDiff,
  placed: PlacedLine,
): Pick<Placement, "path" | "position" | "hunk"> {
  return { path: file.path, position: placed.line.position, hunk: hunkDownTo(placed) };
}
