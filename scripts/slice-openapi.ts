/**
 * Cuts out of GitHub's OpenAPI description what `test/local-github` serves:
 *
 *   node scripts/slice-openapi.ts PATH/TO/@octokit/openapi/generated/api.github.com.json
 *
 * What is kept is turned into JSON Schema (OpenAPI 3.0's `nullable` becomes a type), and prose
 * and examples go. `test/local-github/README.md` says which version the committed slice is of.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { OPERATIONS, WEBHOOKS } from "../test/local-github/openapi/operations.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const PROSE = new Set([
  "deprecated",
  "default",
  "description",
  "example",
  "examples",
  "externalDocs",
  "readOnly",
  "summary",
  "tags",
  "title",
]);

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectAt(parent: Json | undefined, ...keys: string[]): JsonObject {
  let value = parent;
  for (const key of keys) value = isObject(value) ? value[key] : undefined;
  return isObject(value) ? value : {};
}

/** A property may be called `title` or `description`: only what is a keyword is prose. */
function withoutProse(value: Json, isMapOfNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([key]) => isMapOfNames || !(PROSE.has(key) || key.startsWith("x-")),
  );
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, withoutProse(inner, !isMapOfNames && key === "properties")]),
  );
}

function withNullAsType(value: Json): Json {
  if (Array.isArray(value)) return value.map(withNullAsType);
  if (!isObject(value)) return value;
  const { nullable, ...rest } = value;
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, withNullAsType(inner)]),
  );
  return nullable === true ? orNull(schema) : schema;
}

function orNull(schema: JsonObject): JsonObject {
  if (typeof schema["type"] !== "string") return { anyOf: [schema, { type: "null" }] };
  const values = schema["enum"];
  return {
    ...schema,
    type: [schema["type"], "null"],
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}

function schemaOf(value: Json): Json {
  return withNullAsType(withoutProse(value));
}

/** GitHub's own references between parameters, responses and headers, resolved in place. */
function resolved(description: JsonObject, value: Json | undefined): JsonObject {
  const reference = objectAt(value)["$ref"];
  return typeof reference === "string"
    ? objectAt(description, ...reference.slice(2).split("/"))
    : objectAt(value);
}

function sliceOfParameter(parameter: JsonObject): Json {
  const { name, in: place, required } = parameter;
  return {
    name: name ?? "",
    in: place ?? "",
    required: required ?? false,
    schema: schemaOf(parameter["schema"] ?? {}),
  };
}

function jsonSchemaOf(content: JsonObject): JsonObject {
  const schema = objectAt(content, "content", "application/json")["schema"];
  return schema === undefined ? {} : { schema: schemaOf(schema) };
}

function sliceOfResponses(description: JsonObject, responses: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      jsonSchemaOf(resolved(description, response)),
    ]),
  );
}

function sliceOfOperation(description: JsonObject, operation: JsonObject): JsonObject {
  const parameters = operation["parameters"];
  const list = Array.isArray(parameters) ? parameters : [];
  return {
    operationId: operation["operationId"] ?? "",
    documentation: objectAt(operation["externalDocs"])["url"] ?? "",
    parameters: list.map((parameter) => sliceOfParameter(resolved(description, parameter))),
    body: jsonSchemaOf(objectAt(operation["requestBody"])),
    responses: sliceOfResponses(description, objectAt(operation["responses"])),
  };
}

function sliceOfPaths(description: JsonObject): JsonObject {
  const slice: JsonObject = {};
  for (const name of OPERATIONS) {
    const [method = "", path = ""] = name.split(" ");
    const operation = objectAt(description, "paths", path, method.toLowerCase());
    if (operation["operationId"] === undefined) throw new Error(`GitHub has no ${name}`);
    slice[name] = sliceOfOperation(description, operation);
  }
  return slice;
}

function sliceOfWebhooks(description: JsonObject): JsonObject {
  const slice: JsonObject = {};
  for (const name of WEBHOOKS) {
    const operation = objectAt(description, "x-webhooks", name, "post");
    if (operation["operationId"] === undefined) throw new Error(`GitHub sends no ${name}`);
    slice[name] = jsonSchemaOf(objectAt(operation["requestBody"]));
  }
  return slice;
}

function* referencesIn(value: Json): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* referencesIn(item);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "$ref" && typeof inner === "string") yield inner.split("/").at(-1) ?? "";
    else yield* referencesIn(inner);
  }
}

function reachableSchemas(description: JsonObject, roots: Json): JsonObject {
  const reached: JsonObject = {};
  const waiting = [...referencesIn(roots)];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in reached) continue;
    const schema = schemaOf(objectAt(description, "components", "schemas")[name] ?? {});
    reached[name] = schema;
    waiting.push(...referencesIn(schema));
  }
  return Object.fromEntries(Object.entries(reached).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Where the description is not what GitHub answers: the head of a pull request has no repository
 * once its fork is gone, an outdated review comment has no line, and an installation's account is
 * a user or an enterprise, not both.
 */
function correct(operations: JsonObject, schemas: JsonObject): void {
  for (const name of ["pull-request", "pull-request-simple"]) {
    const head = objectAt(schemas, name, "properties", "head", "properties");
    head["repo"] = orNull(objectAt(head, "repo"));
  }
  const comment = objectAt(schemas, "pull-request-review-comment", "properties");
  for (const name of ["line", "position"]) comment[name] = orNull(objectAt(comment, name));
  const listed = objectAt(operations, "GET /app/installations", "responses", "200");
  listed["schema"] = { type: "array", items: { $ref: "#/components/schemas/installation" } };
}

/** One line for each operation, webhook and schema, so that a new version can be read as a diff. */
function linesOf(group: JsonObject): string {
  const lines = Object.entries(group).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(",\n")}\n}`;
}

async function main(source: string | undefined): Promise<void> {
  if (source === undefined) throw new Error("which description? give the path of its JSON file");
  const description: JsonObject = JSON.parse(await readFile(source, "utf8"));
  const operations = sliceOfPaths(description);
  const webhooks = sliceOfWebhooks(description);
  const schemas = reachableSchemas(description, [operations, webhooks]);
  correct(operations, schemas);
  const version = JSON.stringify(objectAt(description["info"])["version"]);
  const target = new URL("../test/local-github/openapi.json", import.meta.url);
  const slice = `{"version":${version},
"operations":${linesOf(operations)},
"webhooks":${linesOf(webhooks)},
"components":{"schemas":${linesOf(schemas)}}}\n`;
  await writeFile(fileURLToPath(target), slice);
}

await main(process.argv[2]);
