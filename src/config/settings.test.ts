import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SettingProblem } from "./setting-problem.ts";
import { loadSettings, type Environment, type Settings } from "./settings.ts";

const PEM = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

const MACHINE = { isRoot: false, processors: 8 };
const HOME = { HOME: "/home/berth" };

function load(env: Environment, files: Readonly<Record<string, string>> = {}) {
  const readFile = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error("no such file");
    return text;
  };
  return loadSettings({ ...HOME, ...env }, readFile, MACHINE);
}

function settingsOf(env: Environment, files?: Readonly<Record<string, string>>): Settings {
  const result = load(env, files);
  if (!result.ok) throw new Error(result.failure.map(({ message }) => message).join("\n"));
  return result.value;
}

function problemsOf(env: Environment, files?: Readonly<Record<string, string>>): SettingProblem[] {
  const result = load(env, files);
  return result.ok ? [] : result.failure;
}

function messagesOf(env: Environment, files?: Readonly<Record<string, string>>): string[] {
  return problemsOf(env, files).map(({ message }) => message);
}

describe("settings that nobody made", () => {
  test("have their defaults", () => {
    expect(settingsOf({})).toEqual({
      host: "127.0.0.1",
      port: 3000,
      publicUrl: null,
      dataDir: "/home/berth/.local/share/berth",
      databaseUrl: null,
      github: {
        appId: null,
        privateKey: null,
        webhookSecret: null,
        webhookPath: "/api/github/webhooks",
        apiUrl: "https://api.github.com",
        host: "github.com",
      },
      handle: "codex",
      image: "ghcr.io/openai/codex-universal:latest",
      allowedImages: null,
      registryAuthFile: null,
      concurrency: 8,
      poolSize: 1,
      diskBudgetBytes: 21_474_836_480,
      masterKeys: [],
      modelProvidersFile: null,
      egressAllowNetworks: [],
      forks: "off",
      protectedPaths: [".github/workflows/**", ".codex/**"],
      logLevel: "info",
    });
  });

  test("keep data where the system or the person has it", () => {
    expect(settingsOf({ XDG_DATA_HOME: "/data" }).dataDir).toBe("/data/berth");
    expect(settingsOf({ XDG_DATA_HOME: "data" }).dataDir).toBe("/home/berth/.local/share/berth");
    expect(settingsOf({ BERTH_DATA_DIR: " " }).dataDir).toBe("/home/berth/.local/share/berth");
    expect(settingsOf({ BERTH_DATA_DIR: " /srv/x " }).dataDir).toBe("/srv/x");
    const root = loadSettings({}, () => "", { isRoot: true, processors: 1 });
    expect(root.ok && root.value.dataDir).toBe("/var/lib/berth");
  });

  test("cannot tell where data belongs without a home", () => {
    const result = loadSettings({}, () => "", MACHINE);
    expect(result).toMatchObject({ ok: false, failure: [{ variable: "BERTH_DATA_DIR" }] });
  });

  test("include variables that are set to nothing", () => {
    expect(settingsOf({ BERTH_PORT: "", BERTH_HANDLE: " ", PRIVATE_KEY: "" })).toEqual(
      settingsOf({}),
    );
  });
});

test("the file of the registries' credentials is looked at once, and none of it repeated", () => {
  const env = { BERTH_REGISTRY_AUTH_FILE: "/etc/auth.json" };
  expect(messagesOf(env)).toEqual([
    'BERTH_REGISTRY_AUTH_FILE: a file that can be read is expected, found "/etc/auth.json"; mend this: no such file',
  ]);
  expect(messagesOf(env, { "/etc/auth.json": '{"auth": "c2VjcmV0' })).toEqual([
    'BERTH_REGISTRY_AUTH_FILE: a file that can be read is expected, found "/etc/auth.json"; mend this: it is no JSON',
  ]);
});

test("every variable is read into its typed form", () => {
  const key = Buffer.alloc(32, 7);
  const files = { "/etc/auth.json": "{}" };
  const env = {
    BERTH_HOST: "::",
    BERTH_PORT: "0",
    BERTH_PUBLIC_URL: "https://berth.example.com/x/",
    BERTH_DATA_DIR: "/srv/berth",
    BERTH_DATABASE_URL: "postgres://u:p@db.example.com/berth",
    APP_ID: "12345",
    PRIVATE_KEY: PEM,
    WEBHOOK_SECRET: " s p a c e ",
    WEBHOOK_PATH: "/hooks",
    GHE_HOST: "GitHub.example.com",
    BERTH_HANDLE: "My-Bot",
    DOCKER_HOST: "unix:///run/docker.sock",
    BERTH_IMAGE: "node:22",
    BERTH_ALLOWED_IMAGES: "node, registry.example.com/acme/**\npython:3*",
    BERTH_REGISTRY_AUTH_FILE: "/etc/auth.json",
    BERTH_CONCURRENCY: "3",
    BERTH_POOL_SIZE: "0",
    BERTH_DISK_BUDGET: "512m",
    BERTH_MASTER_KEYS: `${key.toString("base64")},${key.toString("hex")}`,
    BERTH_MODEL_PROVIDERS: "/etc/models.yml",
    BERTH_EGRESS_ALLOW_NETWORKS: "10.0.0.0/8 fd00::/8,192.168.1.1",
    BERTH_FORKS: "checks",
    BERTH_PROTECTED_PATHS: "a/**, b",
    BERTH_LOG_LEVEL: "debug",
  };
  expect(settingsOf(env, files)).toEqual({
    host: "::",
    port: 0,
    publicUrl: "https://berth.example.com/x",
    dataDir: "/srv/berth",
    databaseUrl: "postgres://u:p@db.example.com/berth",
    github: {
      appId: 12_345,
      privateKey: PEM,
      webhookSecret: " s p a c e ",
      webhookPath: "/hooks",
      apiUrl: "https://github.example.com/api/v3",
      host: "github.example.com",
    },
    handle: "My-Bot",
    image: "node:22",
    allowedImages: ["node", "registry.example.com/acme/**", "python:3*"],
    registryAuthFile: "/etc/auth.json",
    concurrency: 3,
    poolSize: 0,
    diskBudgetBytes: 536_870_912,
    masterKeys: [key, key],
    modelProvidersFile: "/etc/models.yml",
    egressAllowNetworks: ["10.0.0.0/8", "fd00::/8", "192.168.1.1/32"],
    forks: "checks",
    protectedPaths: ["a/**", "b"],
    logLevel: "debug",
  });
});

describe("GitHub's API", () => {
  test.each([
    [{}, "https://api.github.com"],
    [{ GHE_HOST: "github.example.com:8443" }, "https://github.example.com:8443/api/v3"],
    [{ GHE_HOST: "acme.ghe.com" }, "https://api.acme.ghe.com"],
    [
      { GHE_HOST: "g.example.com", GITHUB_API_URL: "http://127.0.0.1:4567/" },
      "http://127.0.0.1:4567",
    ],
  ])("with %j is at %s", (env, url) => {
    expect(settingsOf(env).github.apiUrl).toBe(url);
  });
});

describe("a secret in a file", () => {
  test("is read without the line end at its end", () => {
    const files = { "/run/secret": "abc \n", "/run/key": PEM };
    const env = { WEBHOOK_SECRET_FILE: "/run/secret", PRIVATE_KEY_FILE: "/run/key" };
    expect(settingsOf(env, files).github).toMatchObject({ webhookSecret: "abc ", privateKey: PEM });
  });

  test("is a problem when it is empty, cannot be read, or the variable is set too", () => {
    const env = {
      WEBHOOK_SECRET_FILE: "/empty",
      PRIVATE_KEY_FILE: "/none",
      BERTH_MASTER_KEYS: "x",
      BERTH_MASTER_KEYS_FILE: "/none",
    };
    expect(messagesOf(env, { "/empty": "\n" })).toEqual([
      'PRIVATE_KEY_FILE: a file that can be read is expected, found "/none"; mend this: no such file',
      'WEBHOOK_SECRET_FILE: a file that can be read is expected, found "/empty"; mend this: it is empty',
      "BERTH_MASTER_KEYS: either BERTH_MASTER_KEYS or BERTH_MASTER_KEYS_FILE is expected; remove one of them",
    ]);
  });

  test("is named as the file when its content is wrong", () => {
    const problems = problemsOf({ PRIVATE_KEY_FILE: "/key" }, { "/key": "nonsense" });
    expect(problems).toMatchObject([{ variable: "PRIVATE_KEY_FILE", found: null }]);
  });
});

describe("problems", () => {
  test("come all at once, each with what was expected and what was found", () => {
    expect(
      messagesOf({
        BERTH_PORT: "http",
        BERTH_PUBLIC_URL: "berth.example.com",
        APP_ID: "my-app",
        BERTH_HANDLE: "@codex",
        BERTH_DISK_BUDGET: "20",
        BERTH_EGRESS_ALLOW_NETWORKS: "10.0.0.0/33",
      }),
    ).toEqual([
      'BERTH_PORT: a port from 0 to 65535 is expected, found "http"; for example: 8080',
      'BERTH_PUBLIC_URL: an http or https URL without query and user is expected, found "berth.example.com"; for example: https://berth.example.com',
      'APP_ID: a number is expected, found "my-app"; for example: 12345',
      'BERTH_HANDLE: a name as GitHub allows it, without @ is expected, found "@codex"; for example: berth',
      'BERTH_DISK_BUDGET: a size with its unit, such as 512m or 20g is expected, found "20"; for example: 200g',
      'BERTH_EGRESS_ALLOW_NETWORKS: a list of networks in CIDR notation is expected, found "10.0.0.0/33"; for example: 10.20.0.0/16, fd00:20::/32',
    ]);
  });

  test.each([
    ["BERTH_HOST", "not a host"],
    ["BERTH_PORT", "65536"],
    ["BERTH_PORT", "-1"],
    ["BERTH_PUBLIC_URL", "ftp://berth.example.com"],
    ["BERTH_PUBLIC_URL", "https://user:pass@berth.example.com"],
    ["BERTH_PUBLIC_URL", "https://berth.example.com/?a=b"],
    ["BERTH_DATA_DIR", "relative/path"],
    ["APP_ID", "0"],
    ["WEBHOOK_PATH", "hooks"],
    ["WEBHOOK_PATH", "/a?b"],
    ["GHE_HOST", "https://github.example.com"],
    ["BERTH_HANDLE", "a--b"],
    ["DOCKER_HOST", "/var/run/docker.sock"],
    ["BERTH_IMAGE", "$(id)"],
    ["BERTH_ALLOWED_IMAGES", "node, $(id)"],
    ["BERTH_ALLOWED_IMAGES", ","],
    ["BERTH_CONCURRENCY", "0"],
    ["BERTH_CONCURRENCY", "1.5"],
    ["BERTH_FORKS", "on"],
    ["BERTH_PROTECTED_PATHS", "/etc"],
    ["BERTH_LOG_LEVEL", "verbose"],
  ])("%s may not be %j", (name, value) => {
    expect(problemsOf({ [name]: value })).toMatchObject([{ variable: name, found: value }]);
  });

  test("never have the value of a secret in them", () => {
    const secret = "hunter2hunter2";
    const env = { PRIVATE_KEY: secret, BERTH_DATABASE_URL: secret, BERTH_MASTER_KEYS: secret };
    const problems = problemsOf(env);
    expect(problems).toHaveLength(3);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  test("show nothing that a terminal would obey", () => {
    expect(messagesOf({ BERTH_HANDLE: "\u001b[2J\u202e" }).join("")).not.toMatch(/\p{C}/u);
  });

  test.each([
    ["BERTH_ALLOWED_IMAGE", "BERTH_ALLOWED_IMAGES"],
    ["BERTH_PROT", "BERTH_PORT"],
    ["BERTH_MASTER_KEY_FILE", "BERTH_MASTER_KEYS_FILE"],
    ["BERTH_LOGLEVEL", "BERTH_LOG_LEVEL"],
  ])("include the slip %s for %s", (name, meant) => {
    expect(problemsOf({ [name]: "x" })).toMatchObject([{ variable: name, mend: `write ${meant}` }]);
  });

  test("do not include variables that are somebody else's", () => {
    expect(problemsOf({ BERTH_SOMETHING_ELSE: "x", BERTHA: "y", PATH: "/bin" })).toEqual([]);
  });
});
