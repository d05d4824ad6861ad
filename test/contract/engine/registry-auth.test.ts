import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DockerEngine } from "../../../src/engine/docker/docker-engine.ts";
import { registryCredentials } from "../../../src/engine/docker/registry-auth.ts";
import { PULL } from "./ground.ts";
import { startRegistry } from "../../fixtures/registry.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-registry-auth-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function configFile(config: object): Promise<string> {
  const path = join(folder, "config.json");
  await writeFile(path, JSON.stringify(config));
  return path;
}

const auth = Buffer.from("robot:s3:cret").toString("base64");

test.each([
  ["registry.test:5000/a/b:1", "registry.test:5000"],
  ["registry.test/a", "registry.test"],
  ["localhost/a", "localhost"],
])("finds the credentials for %s under its registry", async (reference, key) => {
  const file = await configFile({ auths: { [key]: { auth }, "other.test": { auth: "eDp5" } } });
  expect(await registryCredentials(reference, file)).toEqual({
    username: "robot",
    password: "s3:cret",
    registry: key,
  });
});

test("knows the hub by the name that Docker's own file gives it", async () => {
  const file = await configFile({ auths: { "https://index.docker.io/v1/": { auth } } });
  expect(await registryCredentials("node:22", file)).toMatchObject({ username: "robot" });
  expect(await registryCredentials("acme/tools:1", file)).toMatchObject({ username: "robot" });
  expect(await registryCredentials("ghcr.test/acme/tools:1", file)).toBeNull();
});

test("passes an identity token on", async () => {
  const file = await configFile({ auths: { "r.test": { identitytoken: "t" } } });
  expect(await registryCredentials("r.test/a", file)).toEqual({
    identityToken: "t",
    registry: "r.test",
  });
});

test("asks a credential helper, for its registry or for all", async () => {
  const helper = join(folder, "docker-credential-try");
  const answer = '{"ServerURL":"x","Username":"from","Secret":"helper"}';
  await writeFile(
    helper,
    `#!/bin/sh\nread key\n[ -z "$PRIVATE_KEY" ] && [ "$key" = r.test ] && echo '${answer}'\n`,
  );
  await chmod(helper, 0o755);
  vi.stubEnv("PRIVATE_KEY", "not for helpers");
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
  const one = await configFile({ credHelpers: { "r.test": "try" }, auths: { "s.test": { auth } } });
  const expected = { username: "from", password: "helper", registry: "r.test" };
  expect(await registryCredentials("r.test/a", one)).toEqual(expected);
  expect(await registryCredentials("s.test/a", one)).toMatchObject({ username: "robot" });
  const all = await configFile({ credsStore: "try" });
  expect(await registryCredentials("r.test/a", all)).toEqual(expected);
  expect(await registryCredentials("unknown.test/a", all)).toBeNull();
});

test("a helper's name that is none is not run", async () => {
  const file = await configFile({ credsStore: "../evil" });
  await expect(registryCredentials("r.test/a", file)).rejects.toThrow("credential helper");
});

test("a file that was named and is missing, or is no JSON, is told of", async () => {
  const missing = join(folder, "missing.json");
  await expect(registryCredentials("r.test/a", missing)).rejects.toThrow(missing);
  const broken = join(folder, "config.json");
  await writeFile(broken, '{"auths": c2VjcmV0}');
  await expect(registryCredentials("r.test/a", broken)).rejects.toThrow(
    `${broken} could not be read: it is no JSON`,
  );
  vi.stubEnv("DOCKER_CONFIG", join(folder, "nowhere"));
  expect(await registryCredentials("r.test/a", null)).toBeNull();
});

test("the engine pulls from a locked registry with the file's credentials", async () => {
  const registry = await startRegistry({ username: "robot", password: "s3cret" });
  const name = `auth-${randomUUID()}`;
  await registry.addImage(name, "1", { path: "a", content: "x" });
  const reference = `${registry.host}/${name}:1`;
  const entry = { auth: Buffer.from("robot:s3cret").toString("base64") };
  const file = await configFile({ auths: { [registry.host]: entry } });
  const engine = new DockerEngine({ registryAuthFile: file });
  try {
    expect(await engine.pullImage(reference, PULL)).toMatchObject({ ok: true });
  } finally {
    await engine.removeImage(reference);
    await registry.stop();
  }
});
