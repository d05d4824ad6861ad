import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import { EngineError, type RegistryCredentials } from "../engine.ts";

const HUB = "docker.io";
/** What Docker's own file calls its hub. */
const HUB_KEY = "https://index.docker.io/v1/";

const dockerConfig = z.object({
  auths: z
    .record(
      z.string(),
      z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }),
    )
    .default({}),
  credHelpers: z.record(z.string(), z.string()).default({}),
  credsStore: z.string().optional(),
});
type DockerConfig = z.infer<typeof dockerConfig>;

const helperAnswer = z.object({ Username: z.string(), Secret: z.string() });
const HELPER_NAME = /^[a-z0-9-]+$/i;

/** Docker's own client reads this file where nothing else is set. */
function defaultConfigFile(): string {
  return join(process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "config.json");
}

/**
 * The credentials that Docker's own client would use for an image, from a file such as its
 * `config.json`, credential helpers included; null where there are none. `file` null: Docker's own.
 */
export async function registryCredentials(
  reference: string,
  file: string | null,
): Promise<RegistryCredentials | null> {
  const config = await readConfig(file);
  if (config === null) return null;
  const registry = registryOf(reference);
  const keys = registry === HUB ? [HUB_KEY, HUB] : [registry, `https://${registry}`];
  const helper = keys.map((key) => config.credHelpers[key]).find((name) => name !== undefined);
  const asked = helper ?? config.credsStore;
  if (asked !== undefined) return askHelper(asked, keys[0] ?? registry, registry);
  const entry = keys.map((key) => config.auths[key]).find((found) => found !== undefined);
  if (entry === undefined) return null;
  if (entry.identitytoken !== undefined) return { identityToken: entry.identitytoken, registry };
  const [username = "", ...password] = Buffer.from(entry.auth ?? "", "base64")
    .toString()
    .split(":");
  return username === "" ? null : { username, password: password.join(":"), registry };
}

async function readConfig(file: string | null): Promise<DockerConfig | null> {
  const path = file ?? defaultConfigFile();
  try {
    return dockerConfig.parse(parseJson(await readFile(path, "utf8")));
  } catch (thrown) {
    const missing = thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
    if (missing && file === null) return null;
    throw new EngineError("failed", `${path} could not be read: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Without the parser's own words: they repeat what it could not read, and this file has secrets. */
function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new Error("it is no JSON");
  }
}

/** The first part of a name is a registry where it looks like a host. */
function registryOf(reference: string): string {
  const first = reference.includes("/") ? (reference.split("/")[0] ?? "") : "";
  return first === "localhost" || /[.:]/.test(first) ? first : HUB;
}

/** `docker-credential-NAME get`, as Docker's own client calls it. An error means: none stored. */
async function askHelper(
  name: string,
  key: string,
  registry: string,
): Promise<RegistryCredentials | null> {
  if (!HELPER_NAME.test(name)) {
    throw new EngineError("failed", `Expected the name of a credential helper, found "${name}".`);
  }
  const child = spawn(`docker-credential-${name}`, ["get"], {
    env: withoutOurSecrets(process.env),
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(key);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.on("error", (thrown) =>
      reject(new EngineError("failed", `docker-credential-${name}: ${thrown.message}`)),
    );
    child.on("close", resolve);
  });
  const [answer, code] = await Promise.all([text(child.stdout), exited]);
  if (code !== 0) return null;
  const { Username: username, Secret: secret } = helperAnswer.parse(JSON.parse(answer));
  return username === "<token>"
    ? { identityToken: secret, registry }
    : { username, password: secret, registry };
}

/** Helpers read variables of their own (a cloud's credentials); ours are none of their business. */
function withoutOurSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(?:BERTH_|PRIVATE_KEY|WEBHOOK_SECRET)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}
