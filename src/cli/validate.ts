import { formatProblem, renderProblem } from "../environment/format-problem.ts";
import { inactiveKeys, type InactiveKey } from "../environment/inactive-keys.ts";
import { parseDefinition, type ParsedDefinition } from "../environment/parse.ts";
import type { Problem } from "../environment/problem.ts";
import { visible } from "../environment/visible.ts";
import type { Result } from "../errors.ts";
import { endWith, EXIT, paint, print, printJson } from "./output.ts";
import { readDefinitionFile } from "./read-file.ts";

export interface ValidateOptions {
  readonly json?: boolean;
}

/** Prints whether a definition is valid, and what is wrong where it is not. */
export async function validate(file: string, { json }: ValidateOptions): Promise<void> {
  const bytes = await readDefinitionFile(file);
  const name = file === "-" ? "<stdin>" : file;
  const result = parseDefinition(bytes, { file: name });
  if (json) printJson(report(name, result));
  else print(describe(name, result));
  endWith(result.ok ? EXIT.done : EXIT.no);
}

/** The result for programs. `notices` are keys without effect, as sentences. */
function report(file: string, result: Result<ParsedDefinition, Problem[]>): object {
  const problems = result.ok ? [] : result.failure;
  const notices = result.ok ? inactiveKeys(result.value) : [];
  return { valid: result.ok, file, problems, notices };
}

function describe(file: string, result: Result<ParsedDefinition, Problem[]>): string {
  if (!result.ok)
    return [...result.failure.map(paintProblem), "", count(file, result.failure)].join("\n");
  const verdict = `${paint("green", "valid")}  ${visible(file)}`;
  return [verdict, ...inactiveKeys(result.value).map(note)].join("\n");
}

function paintProblem(problem: Problem): string {
  const { headline, source, caret } = renderProblem(problem);
  if (source === "") return formatProblem(problem);
  return `${paint("bold", headline)}\n${source}\n${paint("red", caret)}`;
}

function count(file: string, problems: readonly Problem[]): string {
  const noun = problems.length === 1 ? "problem" : "problems";
  return `${paint("red", "invalid")}  ${visible(file)}: ${problems.length} ${noun}`;
}

function note({ sentence }: InactiveKey): string {
  return `${paint("yellow", "note")}   ${sentence}`;
}
