import type { z } from "zod";
import { isFields } from "./fields.ts";
import { mend } from "./mend.ts";
import { showValue, wordComplaint, type Complaint, type Path, type Wording } from "./problem.ts";
import { COMPLAINT } from "./schema/parsed-text.ts";
import type { Finding } from "./source-text.ts";
import { TYPE_WORDS } from "./type-words.ts";
import { wordUnknownKey } from "./unknown-key.ts";
import type { YamlTree } from "./yaml-tree.ts";

type Issue = z.core.$ZodIssue;

/**
 * The words for what is expected, where a schema has none of its own. Given to zod as its error
 * map, so that the `message` of every issue is such words and no sentence.
 */
export function expectedWords(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "invalid_type") return TYPE_WORDS[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") return oneOf(issue.values.map(String));
  return "";
}

function oneOf(values: readonly string[]): string {
  const last = values.at(-1) ?? "";
  return values.length < 2 ? last : `one of ${values.slice(0, -1).join(", ")} or ${last}`;
}

/** What zod found, placed and put into words. */
export function findingsOfIssues(issues: readonly Issue[], tree: YamlTree): Finding[] {
  return issues.flatMap((issue) => findingsOfIssue(issue, [], tree));
}

function findingsOfIssue(issue: Issue, base: Path, tree: YamlTree): Finding[] {
  const path = [
    ...base,
    ...issue.path.map((step) => (typeof step === "number" ? step : String(step))),
  ];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...path, key], tree));
  }
  if (issue.code === "invalid_key") return keyFindings(issue.issues, path, tree);
  if (issue.code === "invalid_union") return unionFindings(issue, path, tree);
  return valueFindings(issue, path, tree);
}

function unknownKey(path: Path, tree: YamlTree): Finding {
  return { path, span: tree.spanOf(path, "key"), wording: wordUnknownKey(path) };
}

function keyFindings(issues: readonly Issue[], path: Path, tree: YamlTree): Finding[] {
  return issues.slice(0, 1).map((issue) => ({
    path,
    span: tree.spanOf(path, "key"),
    wording: wordComplaint(complaintOf(issue), showValue(path.at(-1))),
  }));
}

/** Of several shapes, the one that the value was meant to have speaks; else all of them. */
function unionFindings(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  tree: YamlTree,
): Finding[] {
  const branches: readonly (readonly Issue[])[] = issue.errors;
  const fitting = branches.filter((branch) => !branch.some(isOfAnotherType));
  if (fitting.length === 1 && fitting[0] !== undefined) {
    return fitting[0].flatMap((inner) => findingsOfIssue(inner, path, tree));
  }
  const heads = branches.flatMap((branch) => branch.slice(0, 1));
  const words = [...new Set(heads.map(({ message }) => message))].join(" or ");
  const expected = issue.message === "" ? words : issue.message;
  return valueFindings({ ...issue, code: "custom", message: expected }, path, tree, heads);
}

function isOfAnotherType(issue: Issue): boolean {
  return issue.path.length === 0 && ["invalid_type", "invalid_value"].includes(issue.code);
}

/** `heads` are the issues that may tell how to mend the value. */
function valueFindings(
  issue: Issue,
  path: Path,
  tree: YamlTree,
  heads: readonly Issue[] = [issue],
): Finding[] {
  const place = lookUp(tree.value, path);
  if (place === "absent") return [missing(issue, path, tree)];
  const { value } = place;
  // The tree has refused what stands here already, and left nothing in its place.
  if (value === undefined) return [];
  const hints = heads.map((head) => mend(head, value, path));
  const complaint: Complaint = Object.assign({}, ...hints, complaintOf(issue));
  const wording = wordComplaint(complaint, showValue(value));
  return [{ path, span: tree.spanOf(path, "value"), wording }];
}

function missing(issue: Issue, path: Path, tree: YamlTree): Finding {
  const key = String(path.at(-1));
  const value = issue.code === "invalid_value" ? issue.values[0] : undefined;
  const suggestion = value === undefined ? null : `${key}: ${String(value)}`;
  const advice =
    suggestion === null ? `; ${complaintOf(issue).expected} is expected` : `; write ${suggestion}`;
  const wording: Wording = {
    message: `the key ${key} is missing${advice}`,
    expected: complaintOf(issue).expected,
    found: "nothing",
    suggestion,
  };
  return { path, span: tree.spanOf(path, "value"), wording };
}

function lookUp(root: unknown, path: Path): { readonly value: unknown } | "absent" {
  let value = root;
  for (const step of path) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    if (typeof step === "number" && step < items.length) value = items[step];
    else if (isFields(value) && Object.hasOwn(value, step)) value = value[step];
    else return "absent";
  }
  return { value };
}

function complaintOf(issue: Issue): Complaint {
  const own: unknown = issue.code === "custom" ? issue.params?.[COMPLAINT] : undefined;
  return isComplaint(own) ? own : { expected: issue.message };
}

function isComplaint(value: unknown): value is Complaint {
  return isFields(value) && typeof value["expected"] === "string";
}
