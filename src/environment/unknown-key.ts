import { keysAt, placesOf } from "./key-table.ts";
import { nearest } from "./nearest.ts";
import { formatPath, quote, type Path, type Wording } from "./problem.ts";

/** Names that other systems have for our keys, at the top of the file. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  build_image: "build",
  container: "image",
  environment: "env",
  environments: "env",
  install: "setup",
  languages: "runtimes",
  on_error: "on_setup_failure",
  on_failure: "on_setup_failure",
  post_setup: "setup",
  prebuild: "cache.prebuild",
  script: "setup",
  scripts: "setup",
  services: "start",
  template: "extends",
  test: "verify",
  tests: "verify",
  tools: "runtimes",
  update: "maintenance",
  variables: "env",
  versions: "runtimes",
  working_directory: "workdir",
};

/** What no definition can ask for, whatever it is called. */
const NEVER =
  /^(?:privileged|cap_add|capabilities|devices?|volumes?|mounts?|binds?|network_mode|security_opt|docker_args|run_args)$/i;

/**
 * What to say about a key that does not exist: the key that was meant, else the place where such
 * a key belongs, else all the keys that the place has.
 */
export function wordUnknownKey(path: Path): Wording {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const valid = keysAt(parent);
  return {
    expected: `one of ${valid.join(", ")}`,
    found: quote(key),
    ...advise({ key, parent, valid }),
  };
}

interface Unknown {
  readonly key: string;
  readonly parent: Path;
  readonly valid: readonly string[];
}

function advise(unknown: Unknown): Pick<Wording, "message" | "suggestion"> {
  const { key, parent, valid } = unknown;
  const subject = `unknown key ${quote(key)}`;
  if (key === "<<") {
    return { message: `${subject}: merge keys are not read; write the keys out`, suggestion: null };
  }
  if (NEVER.test(key)) {
    const message = `${subject}: no key can mount from the host or ask for privileges`;
    return { message, suggestion: null };
  }
  const known = parent.length === 0 ? otherName(key) : null;
  const meant = known ?? nearest(key, valid);
  if (meant !== null)
    return { message: `${subject}; did you mean ${quote(meant)}?`, suggestion: meant };
  return elsewhere(unknown, subject);
}

function otherName(key: string): string | null {
  const name = key.toLowerCase().replaceAll("-", "_");
  return Object.hasOwn(OTHER_NAMES, name) ? (OTHER_NAMES[name] ?? null) : null;
}

function elsewhere(
  { key, parent, valid }: Unknown,
  subject: string,
): Pick<Wording, "message" | "suggestion"> {
  const places = placesOf(key);
  if (places.length > 0) {
    const message = `${subject}; it belongs at ${places.join(" or ")}`;
    return { message, suggestion: places[0] ?? null };
  }
  const where = parent.length === 0 ? "a definition" : formatPath(parent);
  return { message: `${subject}; ${where} has the keys ${valid.join(", ")}`, suggestion: null };
}
