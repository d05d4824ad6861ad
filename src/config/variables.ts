import { z } from "zod";
import { readImagePattern } from "./image-rules.ts";
import { readMasterKey, readPrivateKey } from "./keys.ts";
import * as read from "./values.ts";
import { variable, variableOr } from "./variable.ts";

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}$/;
const IMAGE = /^[a-z0-9[](?:[A-Za-z0-9._:/@[\]-]{0,510}[A-Za-z0-9])?$/;
const URL_PATH = /^\/(?:[A-Za-z0-9._~-]+\/?)*$/;
const GLOB = /^(?!\/)[^\p{Cc}]{1,256}$/u;

/** The image of environments that name none. */
const DEFAULT_IMAGE = "ghcr.io/openai/codex-universal:latest";

/**
 * Every variable that the server reads: how it is read, its default and its place in
 * `docs/settings.md`. A variable that is set to nothing counts as not set.
 */
export const variables = z.object({
  BERTH_HOST: variableOr("127.0.0.1", {
    read: read.readHost,
    expected: "a host name or an IP address",
    about: "The address to listen on. `0.0.0.0` is all addresses of the machine.",
    example: "0.0.0.0",
  }),
  BERTH_PORT: variableOr("3000", {
    read: read.readInteger(0, 65_535),
    expected: "a port from 0 to 65535",
    about: "The port to listen on. 0 takes any free one.",
    example: "8080",
  }),
  BERTH_PUBLIC_URL: variable({
    read: read.readHttpUrl,
    expected: "an http or https URL without query and user",
    about: "Where people reach this server, for links in comments and checks.",
    example: "https://berth.example.com",
  }),
  BERTH_DATA_DIR: variable({
    read: read.readAbsolutePath,
    expected: "an absolute path",
    about: "The folder of the database and of git mirrors. One server to a folder.",
    example: "/srv/berth",
    otherwise: "`/var/lib/berth` for root, else `berth` in `XDG_DATA_HOME` or `~/.local/share`",
  }),
  BERTH_DATABASE_URL: variable({
    read: read.readPattern(/^postgres(?:ql)?:\/\/\S+$/),
    expected: "a URL that starts with postgres://",
    about: "A PostgreSQL database to use instead of the embedded one.",
    example: "postgres://berth@db.example.com/berth",
    otherwise: "SQLite in the data folder",
    secret: true,
  }),
  APP_ID: variable({
    read: read.readInteger(1, Number.MAX_SAFE_INTEGER),
    expected: "a number",
    about: "The id of the GitHub App, on its settings page.",
    example: "12345",
  }),
  PRIVATE_KEY: variable({
    read: readPrivateKey,
    expected: "an RSA private key in PEM",
    about:
      "The private key of the GitHub App. Line ends may be written as `\\n`, or the whole key in base64.",
    example: "-----BEGIN RSA PRIVATE KEY-----\\n...",
    secret: true,
  }),
  WEBHOOK_SECRET: variable({
    read: (text) => text,
    expected: "a text",
    about: "The secret with which GitHub signs its webhooks.",
    example: "what openssl rand -hex 32 prints",
    secret: true,
  }),
  WEBHOOK_PATH: variableOr("/api/github/webhooks", {
    read: read.readPattern(URL_PATH),
    expected: "a path that starts with a slash",
    about: "Where GitHub delivers its webhooks.",
    example: "/hooks/github",
  }),
  GHE_HOST: variable({
    read: read.readHostAndPort,
    expected: "a host name without https://",
    about: "The host of a GitHub Enterprise Server.",
    example: "github.example.com",
    otherwise: "github.com",
  }),
  GITHUB_API_URL: variable({
    read: read.readHttpUrl,
    expected: "an http or https URL without query and user",
    about: "The root of GitHub's REST API. Wins over what follows from GHE_HOST.",
    example: "https://github.example.com/api/v3",
    otherwise: "what belongs to the host",
  }),
  BERTH_HANDLE: variableOr("codex", {
    read: read.readPattern(LOGIN),
    expected: "a name as GitHub allows it, without @",
    about: "The name that people mention to give a task: `@codex`.",
    example: "berth",
  }),
  // Checked here and read by Docker's own client, together with its other variables.
  DOCKER_HOST: variable({
    read: read.readPattern(/^(?:unix:\/\/\/|tcp:\/\/|https?:\/\/|ssh:\/\/)\S+$/),
    expected: "a URL that starts with unix:///, tcp://, http(s):// or ssh://",
    about: "The container engine.",
    example: "unix:///run/user/1000/docker.sock",
    otherwise: "the local socket",
  }),
  BERTH_IMAGE: variableOr(DEFAULT_IMAGE, {
    read: read.readPattern(IMAGE),
    expected: "the name of an image",
    about: "The image of environments that name none.",
    example: "registry.example.com/acme/agents:3",
  }),
  BERTH_ALLOWED_IMAGES: variable({
    read: read.readList(readImagePattern),
    expected: "a list of names of images, which may have stars in them",
    about:
      "The images that definitions may name. `*` stands for anything but a slash, `**` for anything; a name without a tag allows all its tags. Names are compared as they are written.",
    example: "node, registry.example.com/acme/**",
    otherwise: "any image of a registry with a public name",
  }),
  BERTH_REGISTRY_AUTH_FILE: variable({
    read: read.readAbsolutePath,
    expected: "an absolute path",
    fileProblem: read.jsonProblem,
    about: "Credentials of registries, in the form of Docker's `config.json`.",
    example: "/etc/berth/registries.json",
    otherwise: "Docker's own file",
  }),
  BERTH_CONCURRENCY: variable({
    read: read.readInteger(1, 1024),
    expected: "a number from 1 to 1024",
    about: "How many tasks run at the same time.",
    example: "4",
    otherwise: "the number of processors",
  }),
  BERTH_POOL_SIZE: variableOr("1", {
    read: read.readInteger(0, 64),
    expected: "a number from 0 to 64",
    about: "How many gateways wait, started, for a task.",
    example: "2",
  }),
  BERTH_DISK_BUDGET: variableOr("20g", {
    read: read.readSize,
    expected: "a size with its unit, such as 512m or 20g",
    about: "What snapshots and pulled images may take on disk.",
    example: "200g",
  }),
  BERTH_MASTER_KEYS: variable({
    read: read.readList(readMasterKey),
    expected: "a list of keys of 32 bytes each, in base64 or hex",
    about:
      "The keys of the vault of secrets. The first one encrypts, all of them decrypt: put a new key in front to change it.",
    example: "what openssl rand -base64 32 prints",
    otherwise: "none, and no secrets then",
    secret: true,
  }),
  BERTH_MODEL_PROVIDERS: variable({
    read: read.readAbsolutePath,
    expected: "an absolute path",
    about: "A YAML file of model providers: name, kind, base URL, key, models, paths and tools.",
    example: "/etc/berth/models.yml",
  }),
  BERTH_EGRESS_ALLOW_NETWORKS: variable({
    read: read.readList(read.readNetwork),
    expected: "a list of networks in CIDR notation",
    about: "Private networks that sandboxes may reach where their rules allow the host.",
    example: "10.20.0.0/16, fd00:20::/32",
  }),
  BERTH_FORKS: variableOr("off", {
    read: read.readChoice(["off", "checks"]),
    expected: "off or checks",
    about:
      "Whether pull requests from forks run by themselves: never, or the check of their environment.",
    example: "checks",
  }),
  BERTH_PROTECTED_PATHS: variableOr(".github/workflows/**,.codex/**", {
    read: read.readList(read.readPattern(GLOB)),
    expected: "a list of path patterns",
    about: "Files that a task's result may not change without a person looking at it.",
    example: ".github/**, deploy/**",
  }),
  BERTH_LOG_LEVEL: variableOr("info", {
    read: read.readChoice(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    expected: "trace, debug, info, warn, error, fatal or silent",
    about: "How much is logged.",
    example: "debug",
  }),
});

export type Variables = z.output<typeof variables>;
export type VariableName = keyof Variables;

const NO_EFFECT = "No effect yet.";

/** What this version does not do with a variable that it accepts and checks. */
export const NOT_YET: Readonly<Partial<Record<VariableName, string>>> = {
  BERTH_PUBLIC_URL: NO_EFFECT,
  BERTH_DATABASE_URL: "Not possible yet: the server does not start with it.",
  BERTH_POOL_SIZE: NO_EFFECT,
  BERTH_DISK_BUDGET: NO_EFFECT,
  BERTH_MASTER_KEYS: NO_EFFECT,
  BERTH_MODEL_PROVIDERS: NO_EFFECT,
  BERTH_EGRESS_ALLOW_NETWORKS: NO_EFFECT,
  BERTH_FORKS: NO_EFFECT,
  BERTH_PROTECTED_PATHS: NO_EFFECT,
};
