import { availableParallelism } from "node:os";
import { isAbsolute, join } from "node:path";
import { failure, success, type Result } from "../errors.ts";
import { readVariables } from "./environment-variables.ts";
import { settingProblem, type SettingProblem } from "./setting-problem.ts";
import { variables, type Variables } from "./variables.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GithubSettings {
  readonly appId: number | null;
  /** PEM, with real line ends. */
  readonly privateKey: string | null;
  readonly webhookSecret: string | null;
  readonly webhookPath: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** `github.com`, or that of a GitHub Enterprise Server with its port. */
  readonly host: string;
}

/** The server's own settings, checked and with every default filled in. */
export interface Settings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Without a slash at its end. */
  readonly publicUrl: string | null;
  readonly dataDir: string;
  /** Null: SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly github: GithubSettings;
  /** Without `@`. */
  readonly handle: string;
  readonly image: string;
  /** Patterns for `isImageAllowed`; null: any of a registry with a public name. */
  readonly allowedImages: readonly string[] | null;
  /** Null: Docker's own file. */
  readonly registryAuthFile: string | null;
  readonly concurrency: number;
  readonly poolSize: number;
  readonly diskBudgetBytes: number;
  /** 32 bytes each; the first encrypts, all decrypt. */
  readonly masterKeys: readonly Uint8Array[];
  readonly modelProvidersFile: string | null;
  /** CIDR notation. */
  readonly egressAllowNetworks: readonly string[];
  readonly forks: "off" | "checks";
  readonly protectedPaths: readonly string[];
  readonly logLevel: Variables["BERTH_LOG_LEVEL"];
}

/** What defaults depend on, besides the environment. */
export interface Machine {
  readonly isRoot: boolean;
  readonly processors: number;
}

function thisMachine(): Machine {
  return { isRoot: process.getuid?.() === 0, processors: availableParallelism() };
}

/**
 * Reads the settings from environment variables. `readFile` gives the text of a `NAME_FILE` and
 * of a file that a setting names, or throws. Fails with all problems at once; no problem has the value of a secret in it.
 */
export function loadSettings(
  env: Environment,
  readFile: (path: string) => string,
  machine: Machine = thisMachine(),
): Result<Settings, SettingProblem[]> {
  const { texts, problems } = readVariables(env, readFile);
  const read = variables.safeParse(texts.values);
  const invalid = read.success ? [] : read.error.issues.map((issue) => texts.problem(issue));
  const dataDir = texts.values["BERTH_DATA_DIR"] ?? defaultDataDir(env, machine);
  const homeless = dataDir === null ? [withoutHome()] : [];
  const all = [...problems, ...invalid, ...homeless];
  if (!read.success || dataDir === null || all.length > 0) return failure(all);
  return success(settingsOf(read.data, { dataDir, machine }));
}

function defaultDataDir(env: Environment, { isRoot }: Machine): string | null {
  if (isRoot) return "/var/lib/berth";
  const dataHome = env["XDG_DATA_HOME"] ?? "";
  // The specification of that variable has relative paths ignored.
  if (isAbsolute(dataHome)) return join(dataHome, "berth");
  return env["HOME"] ? join(env["HOME"], ".local", "share", "berth") : null;
}

function withoutHome(): SettingProblem {
  return settingProblem({
    variable: "BERTH_DATA_DIR",
    expected: "an absolute path",
    found: null,
    mend: "set it, since neither XDG_DATA_HOME nor HOME says where data belongs",
  });
}

function settingsOf(
  read: Variables,
  { dataDir, machine }: { dataDir: string; machine: Machine },
): Settings {
  return {
    host: read.BERTH_HOST,
    port: read.BERTH_PORT,
    publicUrl: read.BERTH_PUBLIC_URL ?? null,
    dataDir,
    databaseUrl: read.BERTH_DATABASE_URL ?? null,
    github: githubOf(read),
    handle: read.BERTH_HANDLE,
    image: read.BERTH_IMAGE,
    allowedImages: read.BERTH_ALLOWED_IMAGES ?? null,
    registryAuthFile: read.BERTH_REGISTRY_AUTH_FILE ?? null,
    concurrency: read.BERTH_CONCURRENCY ?? machine.processors,
    poolSize: read.BERTH_POOL_SIZE,
    diskBudgetBytes: read.BERTH_DISK_BUDGET,
    masterKeys: read.BERTH_MASTER_KEYS ?? [],
    modelProvidersFile: read.BERTH_MODEL_PROVIDERS ?? null,
    egressAllowNetworks: read.BERTH_EGRESS_ALLOW_NETWORKS ?? [],
    forks: read.BERTH_FORKS,
    protectedPaths: read.BERTH_PROTECTED_PATHS,
    logLevel: read.BERTH_LOG_LEVEL,
  };
}

function githubOf(read: Variables): GithubSettings {
  const host = read.GHE_HOST ?? "github.com";
  return {
    appId: read.APP_ID ?? null,
    privateKey: read.PRIVATE_KEY ?? null,
    webhookSecret: read.WEBHOOK_SECRET ?? null,
    webhookPath: read.WEBHOOK_PATH,
    apiUrl: read.GITHUB_API_URL ?? apiUrlOf(host),
    host,
  };
}

function apiUrlOf(host: string): string {
  if (host === "github.com") return "https://api.github.com";
  // GitHub's own cloud with data residency has its API on a host, not under a path.
  return host.endsWith(".ghe.com") ? `https://api.${host}` : `https://${host}/api/v3`;
}
