import { failure, success, type Result } from "../errors.ts";
import { expectedWords, findingsOfIssues } from "./issues.ts";
import { formatPath, wordComplaint, type Complaint, type Problem } from "./problem.ts";
import { findingsOfRules } from "./rules.ts";
import { definitionSchema, type EnvironmentDefinition } from "./schema.ts";
import { decodeUtf8, SourceText, type Finding } from "./source-text.ts";
import { readDocument } from "./yaml-syntax.ts";
import { readTree, type YamlTree } from "./yaml-tree.ts";

/** The largest definition that is read, in bytes of UTF-8. */
export const MAX_DEFINITION_BYTES = 64 * 1024;

/** A file can hold thousands of mistakes; nobody reads more than these. */
const MOST_PROBLEMS = 100;

export interface ParsedDefinition {
  readonly definition: EnvironmentDefinition;
  /** The paths of all keys and list items that the file itself sets, in the order of the file. */
  readonly setPaths: readonly string[];
}

export interface ParseOptions {
  /** The name that problems give to the file. */
  readonly file: string;
}

/**
 * Reads the text of `.codex/environment.yml`. Never throws and does no I/O; fails with all
 * problems at once, in the order of the file. A syntax that YAML does not have hides the rest.
 */
export function parseDefinition(
  input: string | Uint8Array,
  { file }: ParseOptions,
): Result<ParsedDefinition, Problem[]> {
  const source = readSource(input, file);
  if (!source.ok) return source;
  const { tree, findings } = readYaml(source.value.text);
  if (tree === null) return failure(inOrder(findings, source.value));
  const read = definitionSchema.safeParse(tree.value ?? {}, { error: expectedWords });
  const all = [
    ...findings,
    ...(read.success ? [] : findingsOfIssues(read.error.issues, tree)),
    ...findingsOfRules(tree),
  ];
  if (!read.success || all.length > 0) return failure(inOrder(all, source.value));
  const setPaths = tree.paths.filter((path) => path.length > 0).map((path) => formatPath(path));
  return success({ definition: read.data, setPaths });
}

function readSource(input: string | Uint8Array, file: string): Result<SourceText, Problem[]> {
  const bytes = typeof input === "string" ? Buffer.byteLength(input) : input.byteLength;
  if (bytes > MAX_DEFINITION_BYTES) {
    const expected = `a file of at most ${MAX_DEFINITION_BYTES} bytes`;
    return refuse(new SourceText(file, ""), 0, { expected, found: "a larger one" });
  }
  if (typeof input === "string") return success(new SourceText(file, input.replace(/^\uFEFF/, "")));
  const decoded = decodeUtf8(input);
  if (decoded.ok) return success(new SourceText(file, decoded.value));
  return refuseBytes(input, decoded.failure, file);
}

function refuseBytes(
  input: Uint8Array,
  position: number,
  file: string,
): Result<SourceText, Problem[]> {
  const decoder = new TextDecoder();
  const source = new SourceText(file, decoder.decode(input));
  const byte = (input[position] ?? 0).toString(16).padStart(2, "0");
  return refuse(source, decoder.decode(input.subarray(0, position)).length, {
    expected: "text in UTF-8",
    found: `the byte 0x${byte}`,
    because: "save the file as UTF-8",
  });
}

function refuse(
  source: SourceText,
  offset: number,
  complaint: Complaint,
): Result<SourceText, Problem[]> {
  const wording = wordComplaint(complaint, null);
  return failure([source.problem({ path: [], span: { offset, length: 1 }, wording })]);
}

function readYaml(text: string): { tree: YamlTree | null; findings: Finding[] } {
  const { document, findings } = readDocument(text);
  return findings.length > 0 ? { tree: null, findings } : readTree(document);
}

function inOrder(findings: readonly Finding[], source: SourceText): Problem[] {
  const sorted = findings.toSorted((a, b) => a.span.offset - b.span.offset);
  const shown = sorted.slice(0, MOST_PROBLEMS).map((finding) => source.problem(finding));
  const last = shown.at(-1);
  const left = sorted.length - shown.length;
  if (left === 0 || last === undefined) return shown;
  return [...shown, { ...last, message: `${left} more problems are not shown`, path: "" }];
}
