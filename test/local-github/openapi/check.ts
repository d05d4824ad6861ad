import type { JsonObject } from "../payloads/json.ts";
import { DESCRIPTION, describe, type Parameter } from "./description.ts";
import type { OperationName } from "./operations.ts";
import { errorsAt, sentences, type ErrorObject } from "./validator.ts";

/** What is wrong with the body of a request; keys that GitHub does not know count as well. */
export function bodyErrors(name: OperationName, body: JsonObject): readonly ErrorObject[] {
  const { schema } = describe(name).body;
  if (!schema) return [];
  return [...errorsAt(["operations", name, "body", "schema"], body), ...unknownKeys(schema, body)];
}

function unknownKeys(schema: object, body: JsonObject): ErrorObject[] {
  const known = new Set(propertiesOf(schema));
  if (known.size === 0) return [];
  return Object.keys(body)
    .filter((key) => !known.has(key))
    .map((key) => ({
      keyword: "additionalProperties",
      instancePath: "",
      schemaPath: "#",
      params: { additionalProperty: key },
      message: `must not have ${key}`,
      data: body,
    }));
}

function* propertiesOf(schema: object): Generator<string> {
  const { properties, oneOf, anyOf, allOf } = schema as {
    properties?: object;
    oneOf?: object[];
    anyOf?: object[];
    allOf?: object[];
  };
  yield* Object.keys(properties ?? {});
  for (const part of [...(oneOf ?? []), ...(anyOf ?? []), ...(allOf ?? [])]) {
    yield* propertiesOf(part);
  }
}

/** What is wrong with the parameters in the path or the query. */
export function parameterProblems(
  name: OperationName,
  place: "path" | "query",
  values: ReadonlyMap<string, string>,
): string[] {
  const { parameters } = describe(name);
  const known = parameters.filter((parameter) => parameter.in === place);
  const unknown = [...values.keys()].filter((key) => !known.some((one) => one.name === key));
  return [
    ...unknown.map((key) => `${place} parameter ${key} is not one of GitHub's`),
    ...known.flatMap((parameter) => parameterProblem(name, parameter, values.get(parameter.name))),
  ];
}

function parameterProblem(
  name: OperationName,
  parameter: Parameter,
  value: string | undefined,
): string[] {
  if (value === undefined) {
    return parameter.required ? [`${parameter.in} parameter ${parameter.name} is missing`] : [];
  }
  const index = String(describe(name).parameters.indexOf(parameter));
  const errors = errorsAt(
    ["operations", name, "parameters", index, "schema"],
    typed(parameter, value),
  );
  return sentences(errors).map((line) => `${parameter.in} parameter ${parameter.name}: ${line}`);
}

/** In an address everything is text; the schema says what it stands for. */
function typed({ schema }: Parameter, value: string): unknown {
  const types = new Set([schema.type ?? []].flat());
  const isNumber = types.has("integer") || types.has("number");
  if (isNumber && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (types.has("boolean") && /^(true|false)$/.test(value)) return value === "true";
  return value;
}

/** What is wrong with our own answer. An answer that the description has no word on passes. */
export function responseProblems(name: OperationName, status: number, body: unknown): string[] {
  const response = describe(name).responses[String(status)];
  if (!response?.schema) return [];
  const keys = ["operations", name, "responses", String(status), "schema"];
  return sentences(errorsAt(keys, body));
}

/** What is wrong with a webhook that we are about to send. */
export function webhookProblems(event: string, action: string | null, payload: unknown): string[] {
  const name = [event, action]
    .filter((word) => word !== null)
    .join("-")
    .replaceAll("_", "-");
  if (!DESCRIPTION.webhooks[name]) return [`openapi.json has no webhook ${name}: slice it again`];
  return sentences(errorsAt(["webhooks", name, "schema"], payload));
}
