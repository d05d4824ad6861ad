import type { DiffLine, FileDiff, Hunk } from "../task/file-diff.ts";
import { DiffPager, type PageBudgets } from "./diff-pager.ts";
import { headerText, hunkText, lineTexts } from "./diff-text.ts";
import { byteLength } from "./text-size.ts";

export interface DiffPages {
  /** Text of a diff each, at least one, possibly empty. */
  readonly pages: readonly string[];
  /** What is on no page; null where all is. */
  readonly leftOut: {
    /** Files not shown, or not to their end. */
    readonly files: number;
    /** Added and removed lines. */
    readonly lines: number;
  } | null;
}

/** The file that is being written, and what of it is on pages by now. */
interface Writing {
  readonly pager: DiffPager;
  readonly header: string;
  readonly textOf: (line: DiffLine) => string;
  /** The page that has the file's header, 0 for none. */
  headerPage: number;
  /** Added and removed lines that are on a page. */
  lines: number;
}

/** Room for the header of a part of a hunk. */
const HUNK_HEADER_BYTES = 500;

/**
 * Lays a diff on pages, which are full at the border of a file where possible, else of a hunk,
 * else of a line. Each page repeats the header of its file and is a patch of its own.
 */
export function pageDiff(files: readonly FileDiff[], budgets: PageBudgets): DiffPages {
  const pager = new DiffPager(budgets);
  let lines = 0;
  let complete = 0;
  for (const file of files) {
    const writing: Writing = {
      pager,
      header: headerText(file),
      textOf: lineTexts(file),
      headerPage: 0,
      lines: 0,
    };
    const isWhole = writeFile(writing, file, budgets);
    lines += writing.lines;
    if (!isWhole) break;
    complete += 1;
  }
  const all = files.reduce((sum, file) => sum + file.linesAdded + file.linesRemoved, 0);
  const leftOut = { files: files.length - complete, lines: all - lines };
  return { pages: pager.pages, leftOut: leftOut.files === 0 ? null : leftOut };
}

/** False where the pages were full before the end. */
function writeFile(writing: Writing, file: FileDiff, budgets: PageBudgets): boolean {
  const { pager, header, textOf } = writing;
  if (leastBytes(file) <= Math.max(budgets.first, budgets.further)) {
    const hunks = file.hunks.map((hunk) => wholeHunk(hunk, textOf));
    const text = [header, ...hunks].join("\n");
    if (!pager.fits(byteLength(text)) && pager.isBetterOnNext(byteLength(text))) pager.turn();
    if (pager.fits(byteLength(text))) {
      pager.put(text);
      writing.lines = file.linesAdded + file.linesRemoved;
      return true;
    }
  }
  if (file.hunks.length === 0) return pager.turn() && putHeader(writing);
  return file.hunks.every((hunk) => writeHunk(writing, hunk, budgets));
}

function writeHunk(writing: Writing, hunk: Hunk, budgets: PageBudgets): boolean {
  const { pager, header, textOf } = writing;
  const least = hunk.lines.reduce((sum, { bytes }) => sum + bytes.length + 1, 0);
  if (least <= Math.max(budgets.first, budgets.further)) {
    const text = wholeHunk(hunk, textOf);
    const bytes = byteLength(text) + byteLength(header) + 1;
    if (!pager.fits(bytes) && pager.isBetterOnNext(bytes)) pager.turn();
    if (pager.fits(bytes)) {
      putHeader(writing);
      pager.put(text);
      writing.lines += changedLines(hunk.lines);
      return true;
    }
  }
  return writeParts(writing, hunk);
}

/** Cuts a hunk into smaller ones, as large as the pages allow. */
function writeParts(writing: Writing, hunk: Hunk): boolean {
  const { pager, header, textOf } = writing;
  let rest: Hunk = hunk;
  while (rest.lines.length > 0) {
    const room = pager.left - byteLength(header) - HUNK_HEADER_BYTES;
    const texts = textsWithin(rest.lines, textOf, room);
    if (texts.length === 0) {
      if (!pager.turn()) return false;
      continue;
    }
    const part = rest.lines.slice(0, texts.length);
    putHeader(writing);
    pager.put([hunkText(rest, part), ...texts].join("\n"));
    writing.lines += changedLines(part);
    rest = hunkBehind(rest, part);
  }
  return true;
}

/** Writes the header of the file, unless it stands on this page already. */
function putHeader(writing: Writing): boolean {
  const { pager, header } = writing;
  if (writing.headerPage !== pager.page) pager.put(header);
  writing.headerPage = pager.page;
  return true;
}

function textsWithin(
  lines: readonly DiffLine[],
  textOf: (line: DiffLine) => string,
  room: number,
): string[] {
  const texts: string[] = [];
  let left = room;
  for (const line of lines) {
    const text = textOf(line);
    left -= byteLength(text) + 1;
    if (left < 0) break;
    texts.push(text);
  }
  return texts;
}

/** What is left of a hunk behind some of its lines. */
function hunkBehind(hunk: Hunk, part: readonly DiffLine[]): Hunk {
  const oldLines = part.filter(({ kind }) => kind !== "added").length;
  const newLines = part.filter(({ kind }) => kind !== "removed").length;
  return {
    heading: hunk.heading,
    lines: hunk.lines.slice(part.length),
    oldStart: startBehind(hunk.oldStart, hunk.oldLines, oldLines),
    oldLines: hunk.oldLines - oldLines,
    newStart: startBehind(hunk.newStart, hunk.newLines, newLines),
    newLines: hunk.newLines - newLines,
  };
}

/** An empty side of a hunk is named after the line before it. */
function startBehind(start: number, lines: number, taken: number): number {
  const isEmptied = lines > 0 && taken === lines;
  return isEmptied ? start + taken - 1 : start + taken;
}

function wholeHunk(hunk: Hunk, textOf: (line: DiffLine) => string): string {
  return [hunkText(hunk, hunk.lines), ...hunk.lines.map(textOf)].join("\n");
}

function changedLines(lines: readonly DiffLine[]): number {
  return lines.filter(({ kind }) => kind !== "context").length;
}

/** Bytes that a file's lines have at least; told without making their text. */
function leastBytes(file: FileDiff): number {
  return file.hunks.reduce(
    (sum, { lines }) => lines.reduce((part, { bytes }) => part + bytes.length, sum),
    0,
  );
}
