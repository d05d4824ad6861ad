export interface CommandText {
  readonly command: string;
  /** Whether something follows that looks meant to be run too, and is not. */
  readonly leftOut: boolean;
}

/** A line right below, or a code block anywhere: words behind a blank line are for people. */
const LINE_BELOW = /^[^\S\n]*\S/;
const BLOCK = /^[ \t]*(?:`{3}|~{3})/m;

/**
 * The command behind `run`: the rest of the line, or the fenced code block that follows where the
 * line has no more. Empty where there is neither. Line ends must be `\n`.
 */
export function commandText(text: string): CommandText {
  const [line = ""] = text.split("\n", 1);
  if (line.trim() === "") return { command: fencedBlock(text), leftOut: false };
  const below = text.slice(line.length + 1);
  const leftOut = LINE_BELOW.test(below) || BLOCK.test(below);
  return { command: withoutCodeSpan(line.trim()), leftOut };
}

/** The text without its backticks, if it is one code span from end to end. */
function withoutCodeSpan(text: string): string {
  const ticks = /^`+/.exec(text)?.[0] ?? "";
  const inner = text.slice(ticks.length, -ticks.length);
  const runs = inner.match(/`+/g) ?? [];
  const isOneSpan =
    ticks !== "" &&
    text.length > 2 * ticks.length &&
    text.endsWith(ticks) &&
    !inner.endsWith("`") &&
    runs.every((run) => run.length !== ticks.length);
  return isOneSpan ? inner.trim() : text;
}

/** The opening line of a fence, behind blank lines only. */
const OPENING = /^(?:[ \t]*\n)*([ \t]*)(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)(?:\n|$)/;

function fencedBlock(text: string): string {
  const opening = OPENING.exec(text);
  if (opening === null) return "";
  const [opened, indent = "", backticks, tildes] = opening;
  const fence = backticks ?? tildes ?? "";
  const lines = text.slice(opened.length).split("\n");
  const end = lines.findIndex((line) => closes(line, fence));
  const block = end === -1 ? lines : lines.slice(0, end);
  const margin = new RegExp(`^[ \\t]{0,${indent.length}}`);
  return block
    .map((line) => line.replace(margin, ""))
    .join("\n")
    .trim();
}

function closes(line: string, fence: string): boolean {
  const bare = line.trim();
  return bare.length >= fence.length && bare === (fence[0] ?? "").repeat(bare.length);
}
