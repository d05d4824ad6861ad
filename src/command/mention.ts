import { findProse, type SourceRange } from "./prose.ts";

/** Where the app was spoken to. */
export interface Mention {
  /** All that follows the handle, exactly as it was typed. Hostile text. */
  readonly text: string;
}

/** What GitHub lets a comment have; nothing behind it is read. */
const LONGEST_COMMENT = 65_536;

/** Markdown takes time by the square of its lines, so a mention further down is not looked for. */
const MOST_LINES = 4_000;

/** Eight quotes and lists inside each other on one line; no person writes more. */
const TOO_DEEP = /^((?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))){8})(.*)$/gm;

/**
 * Each closing bracket looks for its opening one and for a target, up to the ends of the text.
 * Further ones end no link.
 */
const MOST_BRACKETS = 300;

/** Each opening of an HTML comment looks for its end. Nothing behind a further one is read. */
const MOST_COMMENTS = 100;

/**
 * A login behind an `@`: not inside an address, a path or a scope (`user@codex`, `x/@codex`), not
 * escaped, and not the first part of something else (`@codex/team`, `@codex.com`, `@codex's`).
 */
const MENTION =
  /(?<![\p{L}\p{N}_.+/@\\-])@([A-Za-z0-9-]+)(?![\p{L}\p{N}_/@-]|\.[\p{L}\p{N}]|['’]\p{L})/gu;

/**
 * The first mention of `@handle` that stands in a person's own words; case makes no difference.
 * Mentions inside quotes, code, links, link text and HTML are somebody else's words and do not
 * count.
 */
export function findMention(markdown: string, handle: string): Mention | null {
  const comment = markdown.slice(0, LONGEST_COMMENT);
  const simplified = simplify(comment);
  const mentions = mentionsOf(simplified, handle);
  if (mentions.length === 0) return null;
  const prose = findProse(simplified).values();
  let range = prose.next();
  for (const { start, end } of mentions) {
    while (!range.done && range.value.end <= start) range = prose.next();
    if (range.done) return null;
    if (range.value.start <= start) return { text: comment.slice(end) };
  }
  return null;
}

/**
 * Whether `@handle` stands anywhere, be it in somebody else's words. Takes little time, so that
 * what calls nobody (`user@codex.io`) can be left without `findMention`.
 */
export function hasMention(markdown: string, handle: string): boolean {
  return mentionsOf(markdown.slice(0, LONGEST_COMMENT), handle).length > 0;
}

function mentionsOf(text: string, handle: string): SourceRange[] {
  const login = handle.toLowerCase();
  return Array.from(text.matchAll(MENTION))
    .filter((match) => match[1]?.toLowerCase() === login)
    .map(({ 0: found, index }) => ({ start: index, end: index + found.length }));
}

/**
 * The same text, of the same length, without what makes parsing it slow: what is nested too
 * deeply is overwritten, so that nothing is found in it either.
 */
function simplify(comment: string): string {
  let brackets = 0;
  return before(before(comment, /\r\n|\n|\r/g, MOST_LINES), /<[!?]/g, MOST_COMMENTS)
    .replace(/^\u{FEFF}/u, " ")
    .replace(TOO_DEEP, (_, markers: string, rest: string) => markers + ",".repeat(rest.length))
    .replaceAll("]", () => (++brackets > MOST_BRACKETS ? "," : "]"));
}

/** The text up to the place where something stands for the nth time. */
function before(text: string, something: RegExp, nth: number): string {
  const cut = text
    .matchAll(something)
    .drop(nth - 1)
    .next();
  return cut.done ? text : text.slice(0, cut.value.index);
}
