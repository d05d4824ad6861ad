import { stringify } from "yaml";
import type { z } from "zod";
import { keysAt } from "./key-table.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, Path } from "./problem.ts";
import { TYPE_WORDS } from "./type-words.ts";

type Issue = z.core.$ZodIssue;

const LONGEST_STEP = 100;

/** What was likely meant, for slips that the kind of the value shows. */
export function mend(issue: Issue, value: unknown, path: Path): Partial<Complaint> {
  if (issue.code === "invalid_value") return mendChoice(issue.values.map(String), value);
  if (value === null) return { because: "give the key a value, or remove it" };
  return issue.code === "invalid_type" ? mendType(issue, value, path) : {};
}

function mendChoice(values: readonly string[], value: unknown): Partial<Complaint> {
  if (value === false && values.includes("off")) return { suggestion: "off" };
  const meant = typeof value === "string" ? nearest(value, values) : null;
  return meant === null ? {} : { suggestion: meant };
}

function mendType(
  { expected, message }: Extract<Issue, { code: "invalid_type" }>,
  value: unknown,
  path: Path,
): Partial<Complaint> {
  if (expected === "string" && Array.isArray(value)) {
    return { because: "write KEY: | and the lines under it" };
  }
  const step = isStepPlace(path) && typeof value === "string" ? stepOf(value) : null;
  if (step !== null) return { suggestion: expected === "array" ? `[${step}]` : step };
  if (message === TYPE_WORDS["object"] && path.length > 0) {
    return { because: `its keys are ${keysAt(path).join(", ")}` };
  }
  return typeof value === "string" ? mendString(expected, value) : {};
}

/** Where a step of `verify` belongs, or the list of them. */
function isStepPlace(path: Path): boolean {
  return path[0] === "verify" && path.length <= 2;
}

/** A step that runs this command; null where it would not fit on a line. */
function stepOf(command: string): string | null {
  if (/\n/.test(command.trim()) || command.length > LONGEST_STEP) return null;
  const flow = { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 } as const;
  return stringify({ name: "test", run: command.trim() }, flow).trim();
}

/** Text where something else is expected that can be read from it. */
function mendString(expected: string, text: string): Partial<Complaint> {
  if (expected === "array") return text.includes("\n") ? {} : { suggestion: `[${text}]` };
  if (expected === "boolean" && /^(?:yes|on|y|true)$/i.test(text)) return { suggestion: "true" };
  if (expected === "boolean" && /^(?:no|off|n|false)$/i.test(text)) return { suggestion: "false" };
  const numeric = /^[0-9]{1,9}(?:\.[0-9]{1,3})?$/.test(text);
  return ["number", "int"].includes(expected) && numeric ? { suggestion: text } : {};
}
