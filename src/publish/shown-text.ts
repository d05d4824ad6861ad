import { stripVTControlCharacters } from "node:util";
import { showInvisible } from "../command/invisible.ts";

/** In UTF-16 code units. Stripping escape sequences takes time by the square of a line's length. */
const LONGEST_LINE = 2_000;

/** No one quotes so many backticks for good reason, and a fence has to be longer than they are. */
const LONGEST_RUN = 40;
const TOO_LONG_RUN = new RegExp(`(\`{${LONGEST_RUN}})\`+`, "g");

/**
 * Lines of output as text to look at: without the escape sequences that colour them, and with
 * everything that a reader would not see written out, as in `\u{202e}`. A carriage return ends
 * a line.
 */
export function showOutput(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => show(stripVTControlCharacters(cutLine(line))))
    .join("\n");
}

/** One line with everything written out that a reader would not see, escape sequences too. */
export function showLine(line: string): string {
  return show(cutLine(line));
}

function show(line: string): string {
  return showInvisible(line).replace(TOO_LONG_RUN, "$1…");
}

/** The start of a text, by code points, with an ellipsis if there was more. */
export function cut(text: string, characters: number): string {
  const start = Array.from(text.slice(0, 2 * characters + 2));
  return start.length <= characters ? text : `${start.slice(0, characters).join("")}…`;
}

function cutLine(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  const left = line.length - LONGEST_LINE;
  return `${line.slice(0, LONGEST_LINE)}… (${left} more characters)`;
}
