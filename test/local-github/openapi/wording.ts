import { ApiError } from "../http/errors.ts";
import type { ErrorObject } from "./validator.ts";

/** The answer to a body that does not fit the schema, in the words of GitHub's validator. */
export function invalidRequest(errors: readonly ErrorObject[]): ApiError {
  const lines = [...missingLines(errors), ...errors.flatMap(lineOf)];
  return new ApiError(422, ["Invalid request.", "", ...new Set(lines)].join("\n"));
}

/** All that is missing in one place is one line. */
function missingLines(errors: readonly ErrorObject[]): string[] {
  const byPlace = new Map<string, string[]>();
  for (const { keyword, instancePath, params } of errors) {
    if (keyword !== "required") continue;
    const names = byPlace.get(instancePath) ?? [];
    byPlace.set(instancePath, [...names, JSON.stringify(params["missingProperty"])]);
  }
  return [...byPlace.values()].map(
    (names) => `${names.join(", ")} ${names.length === 1 ? "wasn't" : "weren't"} supplied.`,
  );
}

function lineOf({ keyword, instancePath, params, data, message }: ErrorObject): string[] {
  const place = placeOf(instancePath);
  const value = inspect(data);
  const size = Array.isArray(data) || typeof data === "string" ? data.length : 0;
  switch (keyword) {
    case "required":
    case "if":
      return [];
    case "type":
      return [`For '${place}', ${value} is not ${article(String(params["type"]))}.`];
    case "enum":
      return [`For '${place}', ${value} is not a member of ${inspect(params["allowedValues"])}.`];
    case "maxItems":
      return [`No more than ${params["limit"]} items are allowed; ${size} were supplied.`];
    case "maxLength":
      return [`Only ${params["limit"]} characters are allowed; ${size} were supplied.`];
    case "additionalProperties":
      return [`"${params["additionalProperty"]}" is not a permitted key.`];
    case "anyOf":
    case "oneOf":
      return [`For '${place}', no subschema in "${keyword}" matched.`];
    default:
      return [`For '${place}', ${value} ${message ?? "is invalid"}.`];
  }
}

/** `/comments/0/line` is `properties/comments/items/properties/line` to GitHub. */
function placeOf(instancePath: string): string {
  const keys = instancePath.split("/").slice(1);
  return keys.map((key) => (/^\d+$/.test(key) ? "items" : `properties/${key}`)).join("/");
}

function article(type: string): string {
  if (type === "null") return "nil";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function inspect(value: unknown): string {
  return value === null ? "nil" : JSON.stringify(value);
}
