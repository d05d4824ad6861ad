import { field, isFields, type Fields } from "../fields.ts";
import { declaredManager, type DeclaredManager, type NodeManager } from "./package-manager.ts";
import { nodeStep } from "./node-steps.ts";
import { has, NOTHING, textOf, type Detection, type ProjectFiles } from "./project-files.ts";

/**
 * In the order in which they win where several are there and package.json does not choose: a
 * package-lock.json is what a stray `npm install` leaves behind in a project of another manager.
 */
const LOCK_FILES: readonly (readonly [NodeManager, string])[] = [
  ["pnpm", "pnpm-lock.yaml"],
  ["bun", "bun.lock"],
  ["bun", "bun.lockb"],
  ["yarn", "yarn.lock"],
  ["npm", "package-lock.json"],
  ["npm", "npm-shrinkwrap.json"],
];

/** npm, pnpm, yarn (classic and later) and bun. */
export function detectNode(project: ProjectFiles): Detection {
  const locks = LOCK_FILES.filter(([, file]) => has(project, file));
  const lockNames = locks.map(([, file]) => file);
  if (!has(project, "package.json")) return lockWithoutManifest(lockNames);
  const manifest = parseManifest(textOf(project, "package.json"));
  if (manifest === null) {
    const notice = "package.json is not a JSON object, so nothing is installed for Node.js.";
    return { steps: [], notices: [notice] };
  }
  const { declared, notices } = declaredManager(manifest);
  const manager = declared?.manager ?? locks[0]?.[0] ?? "npm";
  const lock = locks.find(([owner]) => owner === manager)?.[1] ?? null;
  const hasTests = typeof field(manifest, "scripts", "test") === "string";
  return {
    steps: [nodeStep({ project, manager, lock, declared, hasTests })],
    notices: [...notices, ...lockNotices({ files: lockNames, used: lock, manager, declared })],
  };
}

function lockWithoutManifest(files: readonly string[]): Detection {
  if (files.length === 0) return NOTHING;
  return { steps: [], notices: [`There is ${files.join(" and ")}, but no package.json.`] };
}

interface LockChoice {
  readonly files: readonly string[];
  readonly used: string | null;
  readonly manager: NodeManager;
  readonly declared: DeclaredManager | null;
}

function lockNotices({ files, used, manager, declared }: LockChoice): string[] {
  const others = files.filter((file) => file !== used).join(" and ");
  if (used === null) {
    const unused =
      others === "" ? "" : ` ${others} is not used, since package.json names ${manager}.`;
    return [`${manager} has no lock file here, so versions can differ between installs.${unused}`];
  }
  if (others === "") return [];
  const reason =
    declared === null
      ? "packageManager in package.json can decide otherwise"
      : `package.json names ${manager}`;
  return [`${used} is used and ${others} is not: ${reason}.`];
}

function parseManifest(text: string | null): Fields | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
