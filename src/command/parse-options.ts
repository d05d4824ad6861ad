import { failure, success, type Result } from "../errors.ts";
import type { CommandProblem } from "./command.ts";
import { OPTIONS } from "./grammar.ts";
import { nearest } from "./one-slip.ts";

/** The options at the start of a text, and what follows them. */
export interface ParsedOptions {
  readonly commit: string | null;
  readonly rest: string;
}

const OPTION = /^(--[a-z][\w-]*)(?:=(\S*))?(?=\s|$)[ \t]*/i;
const VALUE = /^(?!--)\S+/;

/** Takes options off the start of a text for as long as there are any. */
export function parseOptions(text: string): Result<ParsedOptions, CommandProblem> {
  let commit: string | null = null;
  let rest = text;
  for (let option = OPTION.exec(rest); option !== null; option = OPTION.exec(rest)) {
    const parsed = parseOption(option, rest);
    if (!parsed.ok) return parsed;
    if (commit !== null) return failure({ kind: "repeated-option", option: "--commit" });
    ({ commit, rest } = parsed.value);
  }
  return success({ commit, rest });
}

function parseOption(
  [typed, name = "", attached]: RegExpExecArray,
  text: string,
): Result<ParsedOptions & { commit: string }, CommandProblem> {
  const option = OPTIONS.find((known) => known.name === name.toLowerCase());
  if (option === undefined) return failure(unknownOption(name));
  const behind = text.slice(typed.length);
  const value = attached ?? VALUE.exec(behind)?.[0] ?? "";
  if (value === "") {
    return failure({ kind: "missing-value", option: option.name, value: option.value });
  }
  if (!option.pattern.test(value)) {
    const { name: known, expected } = option;
    return failure({ kind: "invalid-value", option: known, found: value, expected });
  }
  const rest = attached === undefined ? behind.slice(value.length) : behind;
  return success({ commit: value.toLowerCase(), rest: rest.replace(/^[ \t]+/, "") });
}

function unknownOption(name: string): CommandProblem {
  const known = OPTIONS.map((option) => option.name);
  return { kind: "unknown-option", option: name, nearest: nearest(name, known) };
}
