import { messageOf } from "../errors.ts";
import { settingProblem, type SettingProblem } from "./setting-problem.ts";
import { metaOfVariable } from "./variable.ts";
import { variables } from "./variables.ts";

/** Kept in step with `variables` by its type; the order is that of the reference. */
const SCHEMAS: ReadonlyMap<string, object> = new Map(Object.entries(variables.shape));

type Environment = Readonly<Record<string, string | undefined>>;

/** The texts of the variables that are set, and where each of them came from. */
export class VariableTexts {
  readonly values: Record<string, string> = {};
  readonly #sources = new Map<string, string>();

  add(name: string, source: string, text: string): void {
    this.values[name] = text;
    this.#sources.set(name, source);
  }

  /** The problem that a schema found, which `message` says what was expected. */
  problem(issue: {
    readonly path: readonly PropertyKey[];
    readonly message: string;
  }): SettingProblem {
    const name = String(issue.path[0]);
    const schema = SCHEMAS.get(name);
    const meta = schema === undefined ? null : metaOfVariable(schema);
    const hidden = meta?.secret ?? true;
    return settingProblem({
      variable: this.#sources.get(name) ?? name,
      expected: issue.message,
      found: hidden ? null : (this.values[name] ?? null),
      mend: `for example: ${meta?.example ?? ""}`,
    });
  }
}

/** Collects the variables that are set, from the environment and from files. */
export function readVariables(
  env: Environment,
  readFile: (path: string) => string,
): { texts: VariableTexts; problems: SettingProblem[] } {
  const texts = new VariableTexts();
  const problems = misspelt(env);
  for (const [name, schema] of SCHEMAS) {
    const { secret, fileProblem } = metaOfVariable(schema);
    const reading = { name, env, readFile, texts };
    const problem = secret ? addSecret(reading) : addPlain(reading, fileProblem);
    if (problem !== null) problems.push(problem);
  }
  return { texts, problems };
}

interface Reading {
  readonly name: string;
  readonly env: Environment;
  readonly texts: VariableTexts;
  readonly readFile: (path: string) => string;
}

function addPlain(
  { name, env, texts, readFile }: Reading,
  fileProblem: ((content: string) => string | null) | null,
): SettingProblem | null {
  const text = env[name]?.trim() ?? "";
  if (text === "") return null;
  try {
    const problem = fileProblem?.(readFile(text)) ?? null;
    if (problem !== null) return unreadable(name, text, problem);
    texts.add(name, name, text);
    return null;
  } catch (error) {
    return unreadable(name, text, messageOf(error));
  }
}

function addSecret({ name, env, texts, readFile }: Reading): SettingProblem | null {
  const fileName = `${name}_FILE`;
  const [text, file] = [env[name] || null, env[fileName] || null];
  if (text !== null && file !== null) return both(name, fileName);
  if (text !== null) texts.add(name, name, text);
  if (file === null) return null;
  try {
    const content = readFile(file).replace(/\r?\n$/, "");
    if (content === "") return unreadable(fileName, file, "it is empty");
    texts.add(name, fileName, content);
    return null;
  } catch (error) {
    return unreadable(fileName, file, messageOf(error));
  }
}

function both(name: string, fileName: string): SettingProblem {
  return settingProblem({
    variable: name,
    expected: `either ${name} or ${fileName}`,
    found: null,
    mend: "remove one of them",
  });
}

function unreadable(variable: string, file: string, reason: string): SettingProblem {
  return settingProblem({
    variable,
    expected: "a file that can be read",
    found: file,
    mend: `mend this: ${reason}`,
  });
}

/** A slip in a name would leave its setting at the default without a word. */
function misspelt(env: Environment): SettingProblem[] {
  const names = [...SCHEMAS].flatMap(([name, schema]) =>
    metaOfVariable(schema).secret ? [name, `${name}_FILE`] : [name],
  );
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith("BERTH_") || names.includes(name)) return [];
    const meant = names.find((known) => isOneSlipAway(name, known));
    return meant === undefined ? [] : [wrongName(name, meant)];
  });
}

function wrongName(name: string, meant: string): SettingProblem {
  return settingProblem({
    variable: name,
    expected: "the name of a setting",
    found: name,
    mend: `write ${meant}`,
  });
}

/** One letter too many, too few or wrong, or two neighbours swapped. */
function isOneSlipAway(from: string, to: string): boolean {
  let start = 0;
  while (start < from.length && from[start] === to[start]) start++;
  let end = 0;
  const shortest = Math.min(from.length, to.length) - start;
  while (end < shortest && from.at(-1 - end) === to.at(-1 - end)) end++;
  const [left, right] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && left === `${right[1]}${right[0]}` && right.length === 2;
}
