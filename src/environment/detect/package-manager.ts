import { field } from "../fields.ts";
import { quote } from "../problem.ts";

export const NODE_MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
export type NodeManager = (typeof NODE_MANAGERS)[number];

/** The package manager that package.json names itself. */
export interface DeclaredManager {
  readonly manager: NodeManager;
  /** Only a full version such as `9.1.0`, checked to the last character; else null. */
  readonly version: string | null;
  /** The key that named it. */
  readonly key: "packageManager" | "devEngines.packageManager";
}

const VERSION =
  /^[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5}(?:-[0-9A-Za-z]{1,20}(?:\.[0-9A-Za-z]{1,20}){0,4})?$/;

/**
 * Reads `packageManager` (`pnpm@9.1.0+sha512.abc`), else `devEngines.packageManager`. Names other
 * than the four known ones count as nothing said; notices tell what was passed over.
 */
export function declaredManager(manifest: unknown): {
  declared: DeclaredManager | null;
  notices: string[];
} {
  const text = field(manifest, "packageManager");
  if (text !== undefined) return fromPackageManager(text);
  const engines = field(manifest, "devEngines", "packageManager");
  const first: unknown = Array.isArray(engines) ? engines[0] : engines;
  const name = field(first, "name");
  if (!isNodeManager(name)) return { declared: null, notices: [] };
  const version = exactVersion(field(first, "version"));
  return { declared: { manager: name, version, key: "devEngines.packageManager" }, notices: [] };
}

function fromPackageManager(text: unknown): ReturnType<typeof declaredManager> {
  const [, name, version] =
    typeof text === "string" ? (/^([a-z]+)(?:@(.*))?$/s.exec(text) ?? []) : [];
  const shown = typeof text === "string" ? quote(text) : "no text";
  if (!isNodeManager(name)) {
    const notice = `packageManager in package.json is ${shown}; npm, pnpm, yarn or bun is expected, so it is passed over.`;
    return { declared: null, notices: [notice] };
  }
  const exact = exactVersion(version?.replace(/\+[0-9A-Za-z.]{1,200}$/, ""));
  const unread = version !== undefined && exact === null;
  const notices = unread
    ? [
        `packageManager in package.json is ${shown}; the version is no version, so it is passed over.`,
      ]
    : [];
  return { declared: { manager: name, version: exact, key: "packageManager" }, notices };
}

function isNodeManager(name: unknown): name is NodeManager {
  return NODE_MANAGERS.some((known) => known === name);
}

function exactVersion(version: unknown): string | null {
  return typeof version === "string" && VERSION.test(version) ? version : null;
}
