import { parseDocument, type Document, type YAMLError } from "yaml";
import { quote, wordComplaint, type Complaint, type Wording } from "./problem.ts";
import type { Finding } from "./source-text.ts";

/** Reads the text as one YAML 1.2 document and says what is no YAML in it. */
export function readDocument(text: string): { document: Document; findings: Finding[] } {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    prettyErrors: false,
    // Our own reading of the tree does this, with positions and without comparing all pairs.
    uniqueKeys: false,
    logLevel: "error",
  });
  const findings = firstOfEachLine(document.errors, text).map((error) => findingOf(error, text));
  return { document, findings: [...findings, ...directiveFindings(document)] };
}

/** One slip makes the reader stumble several times over the same line. */
function firstOfEachLine(errors: readonly YAMLError[], text: string): YAMLError[] {
  let line = { start: -1, end: -1 };
  return errors.filter(({ code, pos: [offset] }, index) => {
    if (code === "RESOURCE_EXHAUSTION" && index > 0) return false;
    if (offset >= line.start && offset <= line.end) return false;
    const end = text.indexOf("\n", offset);
    const start = text.lastIndexOf("\n", offset - 1) + 1;
    line = { start, end: end === -1 ? text.length : end };
    return true;
  });
}

function findingOf(error: YAMLError, text: string): Finding {
  const [start, end] = error.pos;
  const span = { offset: start, length: Math.max(1, end - start) };
  return { path: [], span, wording: wordSyntax(error, text) };
}

/** A `%YAML 1.1` line would give other meanings to `on`, `0777` and the like. */
function directiveFindings(document: Document): Finding[] {
  const { explicit, version } = document.directives?.yaml ?? {};
  if (explicit !== true || version === "1.2") return [];
  const complaint = { expected: "YAML 1.2", found: `a directive for YAML ${version}` };
  return [{ path: [], span: { offset: 0, length: 1 }, wording: wordComplaint(complaint, null) }];
}

type Words = (error: YAMLError, line: string) => Complaint | null;

/** `line` is the rest of the source line from where the reader stumbled. */
const WORDS: Readonly<Partial<Record<YAMLError["code"], Words>>> = {
  BAD_INDENT: badIndentation,
  BAD_SCALAR_START: (_, line) => ({
    expected: "a value",
    found: `text that starts with ${line.charAt(0)}`,
    because: "such text needs quotes",
  }),
  BLOCK_AS_IMPLICIT_KEY: () => ({
    expected: "one key on a line",
    found: "a second colon",
    because:
      "quote text with a colon and a space in it, and see to the indentation of the next line",
  }),
  MISSING_CHAR: missingCharacter,
  MULTILINE_IMPLICIT_KEY: missingCharacter,
  MULTIPLE_DOCS: () => ({ expected: "one YAML document", found: "a second one (---)" }),
  RESOURCE_EXHAUSTION: () => ({
    expected: "a file of few levels",
    found: "values nested too deeply",
  }),
  TAB_AS_INDENT: () => ({ expected: "indentation by spaces", found: "a tab" }),
  UNEXPECTED_TOKEN: (_, line) => ({
    expected: "something that continues the lines above",
    found: quote(line),
    because: "see to its indentation, and to quotes and brackets before it",
  }),
};

function wordSyntax(error: YAMLError, text: string): Wording {
  const line = text.slice(error.pos[0]).split(/\r?\n/, 1)[0] ?? "";
  const complaint = WORDS[error.code]?.(error, line) ?? null;
  if (complaint !== null) return wordComplaint(complaint, null);
  const found = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  const message = `this is not valid YAML: ${found}`;
  return { message, expected: "valid YAML", found, suggestion: null };
}

function missingCharacter(error: YAMLError, line: string): Complaint {
  if (error.message.includes("quote")) {
    return { expected: "a quote that ends the text", found: "the end of the file" };
  }
  const glued = /^([A-Za-z_][A-Za-z0-9_-]*):(\S.*)$/.exec(line);
  if (glued !== null) {
    const suggestion = `${glued[1]}: ${glued[2]}`;
    return { expected: "a space after the colon", found: quote(line), suggestion };
  }
  return {
    expected: "a key with a colon",
    found: line === "" ? "nothing" : quote(line),
    because: "if it belongs to the text above, give it more spaces",
  };
}

function badIndentation(error: YAMLError): Complaint | null {
  const bracket = /end with a (.)$/.exec(error.message)?.[1];
  if (bracket !== undefined) {
    const expected = `a ${bracket} that closes the bracket opened before`;
    return { expected, found: "none, or one too far to the left" };
  }
  if (!error.message.includes("same column")) return null;
  return { expected: "the indentation of the lines above", found: "another one" };
}
