import type { DeclaredManager, NodeManager } from "./package-manager.ts";
import {
  has,
  makeStep,
  present,
  textOf,
  unlessFound,
  type DependencyStep,
  type ProjectFiles,
} from "./project-files.ts";

export interface NodeProject {
  readonly project: ProjectFiles;
  readonly manager: NodeManager;
  /** The lock file of that manager. */
  readonly lock: string | null;
  readonly declared: DeclaredManager | null;
  /** Whether package.json has a `test` script. */
  readonly hasTests: boolean;
}

/** Files besides the lock file that change what an install does. */
const SETTINGS: Readonly<Record<NodeManager, readonly string[]>> = {
  npm: [".npmrc"],
  pnpm: [".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs"],
  yarn: [".npmrc", ".yarnrc", ".yarnrc.yml"],
  bun: [".npmrc", "bunfig.toml"],
};

/**
 * Installs from the lock file alone where there is one. Without one, no lock file is written
 * either where the manager can do so: it would stand in the diff of every task.
 */
export function nodeStep(node: NodeProject): DependencyStep {
  const { project, manager, lock, declared, hasTests } = node;
  const named = declared === null ? "package.json" : `${declared.key} in package.json`;
  return makeStep({
    manager,
    ...commands(node),
    because: lock ?? named,
    test: hasTests ? `${manager} run test` : null,
    lockFiles: present(project, ["package.json", ...(lock ? [lock] : []), ...SETTINGS[manager]]),
  });
}

function commands(node: NodeProject): { command: string; ensure?: string } {
  const frozen = node.lock !== null;
  switch (node.manager) {
    case "npm":
      return { command: frozen ? "npm ci" : "npm install --no-package-lock" };
    case "pnpm":
      return {
        command: frozen ? "pnpm install --frozen-lockfile" : "pnpm install --no-lockfile",
        ensure: unlessFound("pnpm", `npm install --global pnpm@${pnpmVersion(node)}`),
      };
    case "bun":
      return {
        command: frozen ? "bun install --frozen-lockfile" : "bun install --no-save",
        ensure: unlessFound("bun", `npm install --global bun@${node.declared?.version ?? "1"}`),
      };
    case "yarn":
      return isClassicYarn(node) ? classicYarn(frozen, node) : laterYarn(frozen, node);
  }
}

/** Each major of pnpm refuses the lock files of much older ones. */
function pnpmVersion({ project, declared }: NodeProject): string {
  if (declared?.version) return declared.version;
  const lock = textOf(project, "pnpm-lock.yaml") ?? "";
  const format = /^lockfileVersion: '?([0-9])/m.exec(lock)?.[1];
  return format === "5" ? "7" : format === "6" ? "8" : "10";
}

/** Yarn 1 and everything later are two programs with one name, and two kinds of lock file. */
function isClassicYarn({ project, declared }: NodeProject): boolean {
  if (declared?.version) return declared.version.startsWith("1.");
  const lock = textOf(project, "yarn.lock");
  return lock === null ? !has(project, ".yarnrc.yml") : !/^__metadata:/m.test(lock);
}

function classicYarn(
  frozen: boolean,
  { declared }: NodeProject,
): { command: string; ensure: string } {
  const install = `npm install --global yarn@${declared?.version ?? "1.22.22"}`;
  return {
    command: `yarn install ${frozen ? "--frozen-lockfile" : "--no-lockfile"} --non-interactive`,
    ensure: unlessFound("yarn", install),
  };
}

/**
 * Many images have yarn 1 as `yarn`; a later one replaces it, unless the repository brings its
 * own release. `--force` since both packages want the same name.
 */
function laterYarn(
  frozen: boolean,
  { declared }: NodeProject,
): { command: string; ensure: string } {
  const version = declared?.version ?? "4";
  return {
    command: frozen ? "yarn install --immutable" : "yarn install --no-immutable",
    ensure: `case "$(yarn --version 2>/dev/null)" in ""|0.*|1.*) npm install --global --force @yarnpkg/cli-dist@${version} ;; esac`,
  };
}
