import type { EnvironmentDefinition } from "../environment/schema.ts";
import type { PhaseName } from "../task/phase.ts";
import type { OutputExcerpt } from "../task/report.ts";

type Resources = EnvironmentDefinition["resources"];

/** What to do where nothing that was printed tells more. */
const BY_PHASE: Partial<Record<PhaseName, string>> = {
  checkout: "Look at what git printed, and whether the repository can be cloned elsewhere.",
  runtimes: "See which versions the image has, and set `runtimes` in `.codex/environment.yml`.",
  dependencies:
    "Mend the manifest or the lock file, or set `dependencies: off` and install them in `setup`.",
  setup: "Mend `setup` in `.codex/environment.yml`, then ask again.",
  maintenance: "Mend `maintenance` in `.codex/environment.yml`, then ask again.",
  start: "Mend `start` in `.codex/environment.yml`; it has no network and no secrets.",
  agent: "Look at what it printed; it ran in what `setup` had left, without network.",
  verify: "Look at what it printed; it ran without network, as the command did.",
};

const TIMEOUT_KEYS: Partial<Record<PhaseName, string>> = {
  runtimes: "resources.setup_timeout",
  dependencies: "resources.setup_timeout",
  setup: "resources.setup_timeout",
  maintenance: "resources.maintenance_timeout",
  start: "resources.maintenance_timeout",
  agent: "agent.timeout",
  verify: "timeout",
};

const COMMAND_NOT_FOUND = 127;
/** Phases that run when the network is closed. */
const CLOSED: ReadonlySet<PhaseName> = new Set<PhaseName>(["start", "agent", "verify"]);
/** What tools print where a name cannot be resolved or nothing can be reached. */
const NO_NETWORK =
  /EAI_AGAIN|ENOTFOUND|ENETUNREACH|could not resolve|name resolution|network is unreachable|name or service not known/i;
/** What shells and runtimes print where no process or thread can be started any more. */
const NO_PROCESS =
  /fork: (?:retry: )?resource temporarily unavailable|cannot fork|can't start new thread|unable to create (?:new )?native thread|pthread_create.*(?:EAGAIN|resource temporarily)/i;

/** What tools print where an engine holds the sandbox to its disk limit by a quota. */
const NO_SPACE = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i;

/** What engines print where the folder to begin in is not there. */
const NO_FOLDER = /OCI runtime.*\bcwd\b.*no such file or directory/i;

/** What to do about a command that ended with an exit code but 0. */
export function adviceOnExit(
  phase: PhaseName,
  exitCode: number,
  output: OutputExcerpt,
  resources: Resources,
): string {
  if (says(output, NO_PROCESS)) return tooManyProcesses(resources);
  if (says(output, NO_SPACE)) {
    return "It may have reached the disk limit: write less, or raise `resources.disk` in `.codex/environment.yml`.";
  }
  if (says(output, NO_FOLDER)) {
    return "The folder that it should start in is gone: look whether an earlier script removes it.";
  }
  if (CLOSED.has(phase) && exitCode === COMMAND_NOT_FOUND) {
    return "A command was not found, and there is no network to get it from: install it in `setup`.";
  }
  if (CLOSED.has(phase) && says(output, NO_NETWORK)) {
    return "It ran without network: what it needs must be installed by `setup`.";
  }
  return BY_PHASE[phase] ?? "Look at what it printed.";
}

/** What to do about a command that took too long. */
export function adviceOnTimeout(
  phase: PhaseName,
  output: OutputExcerpt,
  resources: Resources,
): string {
  if (says(output, NO_PROCESS)) return tooManyProcesses(resources);
  const key = TIMEOUT_KEYS[phase];
  if (key === undefined) return "Make it smaller; this time cannot be changed.";
  return `Make it faster, or raise \`${key}\` in \`.codex/environment.yml\`.`;
}

function tooManyProcesses({ pids }: Resources): string {
  return `It ran into the limit of ${pids} processes: start fewer, or raise \`resources.pids\` in \`.codex/environment.yml\`.`;
}

function says({ first, last }: OutputExcerpt, pattern: RegExp): boolean {
  return [...first, ...last].some((line) => pattern.test(line));
}
