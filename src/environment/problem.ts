import { visible } from "./visible.ts";

/** Where a value stands in the definition: keys and list positions, outermost first. */
export type Path = readonly (string | number)[];

/** One thing wrong with a definition, with all that a person or a program needs to mend it. */
export interface Problem {
  /** As the caller named it; not looked up. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units: `sourceLine.slice(column - 1, column - 1 + length)` is meant. */
  readonly column: number;
  /** `network.agent.domains[2]`; empty for the file as a whole. */
  readonly path: string;
  /** The sentence for a person, without place and path. Control characters are made visible. */
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  /** The nearest valid key, or the value to write instead. */
  readonly suggestion: string | null;
  /** The whole line as it stands in the file. Hostile text. */
  readonly sourceLine: string;
  /** How much of the line is meant, for the caret; at least 1. */
  readonly length: number;
}

/** What is wrong with a value, said without where it stands. */
export interface Complaint {
  /** With its article: `a domain`. */
  readonly expected: string;
  /** A word for what was found, where the value alone does not tell: `a URL`. */
  readonly found?: string;
  /** The value to write instead. */
  readonly suggestion?: string;
  /** Why, or what to do, as a clause: `snapshots have these names`. */
  readonly because?: string;
}

/** A complaint in its final words, still without a place. */
export type Wording = Pick<Problem, "message" | "expected" | "found" | "suggestion">;

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const LONGEST_SHOWN = 60;

export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!PLAIN_KEY.test(step)) return `${text}[${quote(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** A text in double quotes on one line, cut where it is long, with nothing hidden in it. */
export function quote(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
  return visible(JSON.stringify(cut));
}

/** A value of the definition as it reads in a sentence. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? quote(value) : JSON.stringify(value);
}

/**
 * The one place where the sentence of a problem is built. `shown` is the value as it reads in a
 * sentence; null where the complaint's own words say it all.
 */
export function wordComplaint(complaint: Complaint, shown: string | null): Wording {
  const { expected, because, suggestion } = complaint;
  const subject = complaint.found === undefined || shown === null ? "" : `${shown}: `;
  const found = complaint.found ?? shown ?? "nothing";
  const reason = because === undefined ? "" : ` (${because})`;
  const advice = suggestion === undefined ? "" : `; write ${asTyped(suggestion)}`;
  return {
    message: `${subject}${expected} is expected, found ${found}${reason}${advice}`,
    expected,
    found,
    suggestion: suggestion ?? null,
  };
}

/** Quoted for the sentence, unless it is no text in YAML, or brings quotes of its own. */
function asTyped(suggestion: string): string {
  const bare = /^(?:["'{[].*|[0-9.]+|true|false)$/s.test(suggestion);
  return bare ? visible(suggestion) : quote(suggestion);
}
