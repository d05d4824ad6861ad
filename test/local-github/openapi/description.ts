import { readFileSync } from "node:fs";
import type { OperationName } from "./operations.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: { readonly type?: string | string[] };
}

interface WithSchema {
  readonly schema?: object;
}

export interface Operation {
  readonly operationId: string;
  readonly documentation: string;
  readonly parameters: readonly Parameter[];
  readonly body: WithSchema;
  readonly responses: Readonly<Record<string, WithSchema>>;
}

interface Description {
  readonly version: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly webhooks: Readonly<Record<string, WithSchema>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** The slice of GitHub's own description that `scripts/slice-openapi.ts` cut out. */
export const DESCRIPTION: Description = JSON.parse(
  readFileSync(new URL("../openapi.json", import.meta.url), "utf8"),
);

export function describe(name: OperationName): Operation {
  const operation = DESCRIPTION.operations[name];
  if (!operation) throw new Error(`openapi.json has no ${name}: slice it again`);
  return operation;
}
