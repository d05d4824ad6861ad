import { definitionJsonSchema, type JsonSchema } from "./json-schema.ts";
import type { Path } from "./problem.ts";

/** One key that a definition may have. */
export interface DescribedKey {
  /** `network.agent.domains[].host`: a list's items are `[]`. */
  readonly path: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

let all: readonly DescribedKey[] | null = null;

/** Every key in the order of the schema, each before the keys inside it. */
export function describedKeys(): readonly DescribedKey[] {
  return (all ??= keysInside("", definitionJsonSchema()));
}

function keysInside(path: string, schema: JsonSchema): DescribedKey[] {
  return shapesOf(schema).flatMap((shape) => {
    const keys = Object.keys(shape.properties ?? {}).flatMap((name) =>
      keyAndInside(path, shape, name),
    );
    return keys.concat(childrenOf(shape, 0).flatMap((item) => keysInside(`${path}[]`, item)));
  });
}

function keyAndInside(parent: string, shape: JsonSchema, name: string): DescribedKey[] {
  const path = parent === "" ? name : `${parent}.${name}`;
  const required = shape.required?.includes(name) ?? false;
  const schema = shape.properties?.[name];
  if (typeof schema !== "object") return [];
  return [{ path, schema, required }, ...keysInside(path, schema)];
}

/** The schema, or the schemas of which one must hold. */
export function shapesOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf?.filter((shape) => typeof shape === "object") ?? [schema];
}

/** The names of the keys that a mapping at this place may have. */
export function keysAt(path: Path): string[] {
  const shapes = path.reduce<readonly JsonSchema[]>(
    (found, step) => found.flatMap((shape) => childrenOf(shape, step)),
    [definitionJsonSchema()],
  );
  return shapes.flatMap((shape) => Object.keys(shape.properties ?? {}));
}

function childrenOf(shape: JsonSchema, step: string | number): readonly JsonSchema[] {
  const child = typeof step === "number" ? shape.items : shape.properties?.[step];
  return typeof child === "object" && !Array.isArray(child) ? shapesOf(child) : [];
}

/** The full paths of the keys with this name, wherever they stand. */
export function placesOf(name: string): string[] {
  return describedKeys()
    .map(({ path }) => path)
    .filter((path) => path.split(".").at(-1) === name);
}
