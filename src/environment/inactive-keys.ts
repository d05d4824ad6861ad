import type { ParsedDefinition } from "./parse.ts";

/** A key that the definition sets and this version accepts, but does nothing with yet. */
export interface InactiveKey {
  readonly path: string;
  /** A full sentence for the people who wrote the key. */
  readonly sentence: string;
}

interface Inactive {
  readonly path: string;
  readonly why: string;
  /** Where only some values are without effect. */
  readonly when?: (parsed: ParsedDefinition) => boolean;
}

const NO_NETWORK = "start, agent and verify have no network at all in this version";

/** Shrinks as the keys come to life; `docs/definition.md` marks these keys. */
const INACTIVE: readonly Inactive[] = [
  { path: "extends", why: "templates are not fetched; only the keys of this file count" },
  { path: "build", why: "no image is built; the server's default image is used" },
  {
    path: "network.setup",
    why: "dependencies, setup and maintenance have unrestricted network",
    when: (parsed) => !saysOnlyAccess(parsed, "setup", "unrestricted"),
  },
  {
    path: "network.agent",
    why: NO_NETWORK,
    when: (parsed) => !saysOnlyAccess(parsed, "agent", "off"),
  },
  { path: "cache", why: "no snapshots are kept" },
  {
    path: "agent.use",
    why: "only the command agent is built in",
    when: ({ definition }) => definition.agent.use !== "command",
  },
  { path: "agent.model", why: "no agent that asks a model is built in" },
  { path: "agent.effort", why: "no agent that asks a model is built in" },
  {
    path: "agent.attempts",
    why: "each task has one attempt",
    when: ({ definition }) => definition.agent.attempts > 1,
  },
  { path: "agent.run", why: "only the command agent is built in" },
  { path: "agent.install", why: "only the command agent is built in" },
  { path: "checks", why: "environments are not checked on pull requests by themselves" },
  {
    path: "review.apply",
    why: "results are suggested, never pushed",
    when: ({ definition }) => definition.review.apply === "push",
  },
];

/** The keys that the file sets itself and that have no effect in this version. */
export function inactiveKeys(parsed: ParsedDefinition): InactiveKey[] {
  const set = new Set(parsed.setPaths);
  return INACTIVE.filter(({ path, when }) => set.has(path) && (when?.(parsed) ?? true)).map(
    ({ path, why }) => ({ path, sentence: `\`${path}\` has no effect yet: ${why}.` }),
  );
}

/** Of keys that are inactive with some values only: the value that works. */
const WORKING_VALUES: Readonly<Record<string, string>> = {
  "agent.use": "command",
  "agent.attempts": "1",
  "network.agent.access": "off",
  "network.setup.access": "unrestricted",
  "review.apply": "suggest",
};

/** What the reference says of a key that is inactive, or inside one that is; else null. */
export function effectOf(path: string): string | null {
  const working = Object.hasOwn(WORKING_VALUES, path) ? WORKING_VALUES[path] : undefined;
  if (working !== undefined) return `Only \`${working}\` has an effect yet.`;
  const inactive = INACTIVE.some((key) => path === key.path || path.startsWith(`${key.path}.`));
  return inactive ? "No effect yet." : null;
}

/** The paths of all keys that are said to be inactive. */
export function pathsWithoutEffect(): string[] {
  return [...INACTIVE.map(({ path }) => path), ...Object.keys(WORKING_VALUES)];
}

/** Whether a policy is written out only to say what happens anyway. */
function saysOnlyAccess(
  { definition, setPaths }: ParsedDefinition,
  phase: "setup" | "agent",
  access: string,
): boolean {
  const inside = setPaths.filter((path) => path.startsWith(`network.${phase}.`));
  const others = inside.filter((path) => path !== `network.${phase}.access`);
  return others.length === 0 && definition.network[phase].access === access;
}
