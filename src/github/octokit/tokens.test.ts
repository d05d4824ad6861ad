import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { AppTokens } from "./tokens.ts";

const API = "http://api.github.test";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
});

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
});

beforeEach(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

// Files share a process: it would answer for the sockets of the next one too.
afterAll(() => nock.restore());

function tokens(requestTimeoutMs?: number): AppTokens {
  return new AppTokens({ appId: 1, privateKey, apiUrl: API }, requestTimeoutMs);
}

/** Answers requests for a token, each with another; gives what was asked. */
function mintsTokens(count: number, lifeMs = 3_600_000): unknown[] {
  const asked: unknown[] = [];
  for (let n = 1; n <= count; n += 1) {
    const expires = new Date(Date.now() + lifeMs).toISOString();
    nock(API)
      .post("/app/installations/3/access_tokens", (body: unknown) => asked.push(body) > 0)
      .reply(201, { token: `ghs_${n}`, expires_at: expires, permissions: {} });
  }
  return asked;
}

test("asks for a token of one repository, with no more rights than it is for", async () => {
  const asked = mintsTokens(1);
  expect(await tokens().fetching(3, 7)).toBe("ghs_1");
  expect(asked).toEqual([
    { repository_ids: [7], permissions: { contents: "read", metadata: "read" } },
  ]);
});

test("keeps a token while it lives, for its repository alone", async () => {
  mintsTokens(2);
  const app = tokens();
  expect(await app.fetching(3, 7)).toBe("ghs_1");
  expect(await app.fetching(3, 7)).toBe("ghs_1");
  expect(await app.fetching(3, 8)).toBe("ghs_2");
});

test("takes a new one before the old one ends", async () => {
  mintsTokens(2, 5 * 60_000);
  const app = tokens();
  expect(await app.fetching(3, 7)).toBe("ghs_1");
  expect(await app.fetching(3, 7)).toBe("ghs_2");
});

test("asks again after a failure", async () => {
  nock(API).post("/app/installations/3/access_tokens").reply(500, { message: "no" });
  mintsTokens(1);
  const app = tokens();
  await expect(app.fetching(3, 7)).rejects.toMatchObject({ name: "TransientError" });
  expect(await app.fetching(3, 7)).toBe("ghs_1");
});

test("gives every request its own time, however long the client lives", async () => {
  nock(API).get("/app").times(2).reply(200, { slug: "berth" });
  const app = tokens(200).app();
  await app.rest.apps.getAuthenticated();
  await delay(300);
  const { data } = await app.rest.apps.getAuthenticated();
  expect(data?.slug).toBe("berth");
});

test("gives up a request that gets no answer in time", async () => {
  nock.restore();
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const silent = { appId: 1, privateKey, apiUrl: `http://127.0.0.1:${port}` };
  try {
    const asking = new AppTokens(silent, 100).app().rest.apps.getAuthenticated();
    await expect(asking).rejects.toThrow("timeout");
  } finally {
    server.close().closeAllConnections();
    nock.activate();
  }
});
