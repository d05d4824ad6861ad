import type { Problem } from "./problem.ts";
import { visible } from "./visible.ts";

/** The lines of a problem on a terminal, for a caller that wants to colour them apart. */
export interface RenderedProblem {
  /** `FILE:LINE:COLUMN  PATH: MESSAGE` */
  readonly headline: string;
  /** The source line with its number; empty where the file has no text. */
  readonly source: string;
  /** `^~~~` under what is meant. */
  readonly caret: string;
}

const TAB = "    ";
const WIDEST = 120;
/** How much of a long line is kept before what is meant. */
const BEFORE = 40;

const ZERO_WIDTH = /\p{M}/u;
const DOUBLE_WIDTH =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/**
 * A problem for a terminal, on up to three lines. Nothing of a hostile file reaches the terminal
 * raw: control characters, escape sequences and invisible characters are written out.
 */
export function formatProblem(problem: Problem): string {
  const { headline, source, caret } = renderProblem(problem);
  return source === "" ? headline : `${headline}\n${source}\n${caret}`;
}

export function renderProblem(problem: Problem): RenderedProblem {
  const place = `${visible(problem.file)}:${problem.line}:${problem.column}`;
  const path = problem.path === "" ? "" : `${visible(problem.path)}: `;
  const headline = `${place}  ${path}${visible(problem.message)}`;
  if (problem.sourceLine.trim() === "") return { headline, source: "", caret: "" };
  const { text, indent, width } = excerpt(problem);
  const number = String(problem.line).padStart(4);
  return {
    headline,
    source: `${number} | ${text}`,
    caret: `${" ".repeat(number.length)} | ${" ".repeat(indent)}^${"~".repeat(width - 1)}`,
  };
}

/** The part of the line to show, and where in it, in terminal cells, the caret stands. */
function excerpt({ sourceLine, column, length }: Problem): {
  text: string;
  indent: number;
  width: number;
} {
  const from = column - 1 > WIDEST - BEFORE ? column - 1 - BEFORE : 0;
  const to = Math.min(sourceLine.length, from + WIDEST);
  const before = drawn(sourceLine.slice(from, column - 1));
  const meant = drawn(sourceLine.slice(column - 1, Math.min(column - 1 + length, to)));
  const after = drawn(sourceLine.slice(Math.min(column - 1 + length, to), to));
  const start = from > 0 ? "..." : "";
  const end = to < sourceLine.length ? "..." : "";
  return {
    text: `${start}${before}${meant}${after}${end}`,
    indent: cells(start + before),
    width: Math.max(1, cells(meant)),
  };
}

function drawn(text: string): string {
  return text.split("\t").map(visible).join(TAB);
}

function cells(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + cellsOf(character), 0);
}

function cellsOf(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return DOUBLE_WIDTH.test(character) ? 2 : 1;
}
