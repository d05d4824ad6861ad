import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import Dockerode from "dockerode";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ContainerSpec } from "../engine.ts";
import { createContainer } from "./create-container.ts";

const SPEC: ContainerSpec = {
  image: "image",
  labels: {},
  command: ["sleep"],
  network: "none",
  limits: { cpus: 1, memoryBytes: 1, pids: 1, diskBytes: 4096 },
};
/** As Engine 20.10 says it on ext4. */
const NO_QUOTAS = "--storage-opt is supported only for overlay over xfs with 'pquota' mount option";

// Whether a machine's engine has quotas is its file system's affair, so a server answers in its
// place; the refusal of the real one is what every test with a container begins with.
let server: Server;
let docker: Dockerode;
let answerToQuota: { readonly status: number; readonly body: object };
/** The quota of each container that was asked for. */
let asked: (string | undefined)[];

function answerTo(body: string): typeof answerToQuota {
  const { HostConfig: host } = JSON.parse(body);
  asked.push(host.StorageOpt?.size);
  return host.StorageOpt === undefined ? { status: 201, body: { Id: "free" } } : answerToQuota;
}

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = answerTo(body);
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.body));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  docker = new Dockerode({ protocol: "http", host: "127.0.0.1", port });
});

afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

test("a container is held to its disk limit by the engine, where that can", async () => {
  answerToQuota = { status: 201, body: { Id: "held" } };
  expect(await createContainer(docker, SPEC, true)).toEqual({ id: "held", diskQuota: true });
  expect(asked).toEqual(["4096"]);
});

test("an engine that has no quotas is asked for a container without one", async () => {
  answerToQuota = { status: 500, body: { message: NO_QUOTAS } };
  expect(await createContainer(docker, SPEC, true)).toEqual({ id: "free", diskQuota: false });
  expect(asked).toEqual(["4096", undefined]);
});

test("an engine that has none is not asked for one again", async () => {
  expect(await createContainer(docker, SPEC, false)).toEqual({ id: "free", diskQuota: false });
  expect(asked).toEqual([undefined]);
});

test("another refusal is passed on", async () => {
  answerToQuota = { status: 500, body: { message: "the disk is on fire" } };
  await expect(createContainer(docker, SPEC, true)).rejects.toThrow("the disk is on fire");
  expect(asked).toEqual(["4096"]);
});
