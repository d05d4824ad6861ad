import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import Dockerode from "dockerode";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baseImageReference } from "../../scripts/ground/base-image.ts";
import { DockerEngine } from "../../src/engine/docker/docker-engine.ts";
import { berthEnvironment } from "../fixtures/berth.ts";
import { until } from "../fixtures/until.ts";
import { startLocalGithub, type LocalGithub } from "../local-github/index.ts";

const ROOT = dirname(dirname(import.meta.dirname));
const SOCKET = "/var/run/docker.sock";
const docker = new Dockerode();
const tag = `server-image-test:${randomUUID()}`;

let github: LocalGithub;
let container: Dockerode.Container | undefined;
let port: number;

beforeAll(async () => {
  const src = ["Dockerfile", ".dockerignore", "package.json", "package-lock.json", ".npmrc", "src"];
  const buildargs = { BASE: baseImageReference() };
  const stream = await docker.buildImage({ context: ROOT, src }, { t: tag, buildargs });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
  github = await startLocalGithub();
  port = await freePort();
  const environment = berthEnvironment(github, "/var/lib/berth");
  container = await docker.createContainer({
    Image: tag,
    Env: Object.entries({ ...environment, BERTH_PORT: String(port), BERTH_HOST: "127.0.0.1" }).map(
      ([name, value]) => `${name}=${value}`,
    ),
    HostConfig: {
      // The local GitHub is on this machine's loopback.
      NetworkMode: "host",
      Init: true,
      Binds: [`${SOCKET}:${SOCKET}`],
      GroupAdd: [String(statSync(SOCKET).gid)],
    },
  });
  await container.start();
  github.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
});

afterAll(async () => {
  await container?.remove({ force: true, v: true });
  await docker.getImage(tag).remove();
  github.assertNoViolations();
  await github.stop();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

test("the server's image runs the main job, as a user without rights", async () => {
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    return answer?.status === 200 ? true : null;
  });
  expect((await container?.inspect())?.Config.User).toBe("berth");
  const repository = await github.createRepository({ owner: "acme", name: "app", private: true });
  repository.setPermission("ada", "write");
  await repository.commit({ files: { "a.txt": "a\n" } });
  const { number } = repository.openIssue({ author: "ada", body: "@codex run echo b >> a.txt" });
  const [comment] = await until(() => {
    const { comments } = repository.issue(number);
    return comments.length > 0 ? comments : null;
  });
  expect(comment?.body).toContain("changed 1 file (+1 −0)");
});

test("it has no tests in it, and no tool that the server does without", async () => {
  let found = "";
  const { kind } = await new DockerEngine().exec(container?.id ?? "", {
    argv: ["find", "/opt/berth/src", "/opt/berth/node_modules/vitest", "-name", "*.test.ts"],
    timeoutMs: 30_000,
    onOutput: (_stream, chunk) => {
      found += Buffer.from(chunk).toString();
    },
  });
  expect(kind).toBe("exited");
  expect(found.split("\n").filter((line) => line !== "")).toEqual([
    "find: '/opt/berth/node_modules/vitest': No such file or directory",
  ]);
});
