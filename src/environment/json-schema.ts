import { z } from "zod";
import { definitionSchema } from "./schema.ts";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

let made: JsonSchema | null = null;

/** JSON Schema (draft 2020-12) of a definition as it is written, not as it is read. */
export function definitionJsonSchema(): JsonSchema {
  return (made ??= makeSchema());
}

function makeSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(definitionSchema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ zodSchema, jsonSchema }) => {
      // zod leaves examples out where the output differs from the input; ours show the input.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: "Berth environment",
    description: "The environment that a coding agent works in: .codex/environment.yml.",
    ...schema,
  };
}

/** The schema as the text of the published file. */
export function definitionJsonSchemaText(): string {
  return `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`;
}
