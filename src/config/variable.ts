import { z } from "zod";

/** How one environment variable is read, and what is said about it. */
interface VariableOptions<Value> {
  /** The value of a text that is not empty; undefined where it is not as expected. */
  readonly read: (text: string) => Value | undefined;
  /** With its article: `a port`. */
  readonly expected: string;
  /** What the variable is for, in a sentence or two. */
  readonly about: string;
  readonly example: string;
  /** In words, where the default is no text that could be written in its place. */
  readonly otherwise?: string;
  /** A secret is never shown, and can be given as the name of a file: `NAME_FILE`. */
  readonly secret?: boolean;
  /** For the name of a file: what is wrong with its content, null where nothing is. */
  readonly fileProblem?: (content: string) => string | null;
}

/** What the reference says about a variable, besides its default. */
export interface VariableMeta {
  readonly expected: string;
  readonly about: string;
  readonly example: string;
  readonly otherwise: string;
  readonly secret: boolean;
  /** Null where the text is not the name of a file that must be there. */
  readonly fileProblem: ((content: string) => string | null) | null;
}

const metas = new WeakMap<object, VariableMeta>();

/** A variable without a value of its own where it is not set. */
export function variable<Value>(options: VariableOptions<Value>) {
  const schema = readable(options).optional();
  metas.set(schema, metaOf(options));
  return schema;
}

/** A variable that is read as if it were set to `fallback` where it is not set. */
export function variableOr<Value>(fallback: string, options: VariableOptions<Value>) {
  const schema = readable(options).prefault(fallback);
  metas.set(schema, { ...metaOf(options), otherwise: `\`${fallback}\`` });
  return schema;
}

export function metaOfVariable(schema: object): VariableMeta {
  const meta = metas.get(schema);
  if (meta === undefined) throw new Error("a schema that is no variable");
  return meta;
}

function metaOf<Value>(options: VariableOptions<Value>): VariableMeta {
  const { expected, about, example, otherwise = "none", secret = false } = options;
  return { expected, about, example, otherwise, secret, fileProblem: options.fileProblem ?? null };
}

function readable<Value>({ read, expected }: VariableOptions<Value>) {
  return z.string().transform((text, context): Value => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: expected, input: text });
    return z.NEVER;
  });
}
