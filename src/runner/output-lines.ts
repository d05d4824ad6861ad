import type { OutputExcerpt } from "../task/report.ts";

const LINE_CHARS = 500;

/** The first and the last lines of a text that comes in pieces, whatever its length. */
export class OutputLines {
  readonly #most: { readonly first: number; readonly last: number };
  readonly #first: string[] = [];
  #last: string[] = [];
  /** Of a line that has not ended yet. */
  #open = "";
  #count = 0;

  constructor(most: { readonly first: number; readonly last: number }) {
    this.#most = most;
  }

  add(text: string): void {
    const parts = text.split("\n");
    parts[0] = this.#open + (parts[0] ?? "");
    this.#open = cutLine(afterReturns(parts.pop() ?? ""));
    this.#count += parts.length;
    const early = parts.slice(0, this.#most.first - this.#first.length);
    this.#first.push(...early.map(shownLine));
    // Only the newest can be among the last: no need to gather what a flood brings.
    const late = parts.slice(early.length).slice(-this.#most.last).map(shownLine);
    this.#last = [...this.#last, ...late].slice(-this.#most.last);
  }

  excerpt(): OutputExcerpt {
    const open = this.#open === "" ? [] : [shownLine(this.#open)];
    const last = [...this.#last, ...open].slice(-this.#most.last);
    const leftOut = this.#count + open.length - this.#first.length - last.length;
    return { first: [...this.#first], leftOut, last };
  }
}

function shownLine(line: string): string {
  const shown = afterReturns(line);
  return cutLine(shown.endsWith("\r") ? shown.slice(0, -1) : shown);
}

/** What a terminal would show of a line in the end: progress bars write over themselves. */
function afterReturns(line: string): string {
  const end = line.endsWith("\r") ? line.length - 1 : line.length;
  return line.slice(line.slice(0, end).lastIndexOf("\r") + 1);
}

function cutLine(line: string): string {
  return line.length > LINE_CHARS ? `${line.slice(0, LINE_CHARS)}…` : line;
}
