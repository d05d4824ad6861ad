import { describe } from "../openapi/description.ts";
import type { Route } from "./route.ts";
import { decodeSegment } from "./segments.ts";

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Names that may have slashes in them; a path may be empty besides, for the topmost folder. */
const WITH_SLASHES = new Set(["ref", "branch", "basehead"]);

interface Entry {
  readonly method: string;
  readonly pattern: RegExp;
  readonly literals: number;
  readonly route: Route;
}

/** Finds the route of a request; the one with most words of its own comes first. */
export class Router {
  readonly #entries: readonly Entry[];

  constructor(routes: readonly Route[]) {
    this.#entries = routes.map(entryOf).sort((a, b) => b.literals - a.literals);
  }

  find(method: string, path: string): Match | undefined {
    for (const entry of this.#entries) {
      const found = entry.method === method ? entry.pattern.exec(path) : null;
      if (found) return { route: entry.route, params: decoded(found.groups ?? {}) };
    }
    return undefined;
  }
}

function entryOf(route: Route): Entry {
  const [method = "", template = ""] = route.operation.split(" ");
  const segments = template.split("/").slice(1);
  const pattern = segments.map((segment) => `/${patternOf(route, segment)}`).join("");
  return {
    method,
    pattern: new RegExp(`^${pattern.replace("/(?<path>.*)", "(?:/(?<path>.*))?")}$`),
    literals: segments.filter((segment) => !segment.startsWith("{")).length,
    route,
  };
}

/** A number in GitHub's description is a number in the path, or the path is another. */
function patternOf({ operation }: Route, segment: string): string {
  const name = /^\{(\w+)\}$/.exec(segment)?.[1];
  if (name === undefined) return segment;
  const { parameters } = describe(operation);
  const isNumber = parameters.find((one) => one.name === name)?.schema.type === "integer";
  if (name === "path") return "(?<path>.*)";
  return `(?<${name}>${isNumber ? "\\d+" : WITH_SLASHES.has(name) ? ".+" : "[^/]+"})`;
}

function decoded(groups: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeSegment(value ?? "")]),
  );
}
