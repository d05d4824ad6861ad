import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWeb, type WebProcess } from "../../src/app.ts";
import { silentLog, type Log } from "../../src/log.ts";
import { TestBerth, optionsOf, berthEnvironment } from "../fixtures/berth.ts";
import { until } from "../fixtures/until.ts";

let berth: TestBerth;

beforeEach(async () => {
  berth = await TestBerth.start();
});

afterEach(() => berth.stop());

const MENTION = {
  action: "created",
  installation: { id: 1 },
  sender: { login: "ada", id: 5, type: "User" },
  repository: { id: 7, name: "app", owner: { login: "acme" } },
  issue: { number: 1 },
  comment: {
    id: 9,
    body: "@codex run echo a-word-of-the-payload",
    created_at: "2026-01-01T00:00:00Z",
    user: { login: "ada", id: 5, type: "User" },
  },
};

interface Sent {
  readonly body?: string;
  readonly secret?: string;
  readonly headers?: Record<string, string>;
}

function deliver(url: string, sent: Sent = {}): Promise<Response> {
  const body = sent.body ?? JSON.stringify(MENTION);
  const secret = sent.secret ?? berth.github.app.webhookSecret;
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return fetch(`${url}/api/github/webhooks`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "issue_comment",
      "x-github-delivery": randomUUID(),
      "x-hub-signature-256": `sha256=${signature}`,
      ...sent.headers,
    },
  });
}

test("a signed delivery is taken, and makes one job however often it comes", async () => {
  const headers = { "x-github-delivery": "one-and-the-same" };
  await berth.stopWorker();
  for (let n = 0; n < 3; n += 1) {
    expect((await deliver(berth.url, { headers })).status).toBe(202);
  }
  expect(await berth.openJobs()).toBe(1);
});

test.each([
  ["a wrong signature", { secret: "another" }, 401],
  [
    "a signature of other bytes",
    { headers: { "x-hub-signature-256": `sha256=${"0".repeat(64)}` } },
    401,
  ],
  ["a malformed signature", { headers: { "x-hub-signature-256": "md5=1" } }, 401],
  ["no signature", { headers: { "x-hub-signature-256": "" } }, 400],
  ["no id", { headers: { "x-github-delivery": "" } }, 400],
] as const)("with %s nothing is taken", async (_what, sent, status) => {
  expect((await deliver(berth.url, sent)).status).toBe(status);
  expect(await berth.openJobs()).toBe(0);
});

test("a delivery that is too large, or no JSON, is refused", async () => {
  const large = await deliver(berth.url, { body: "x".repeat(26 * 2 ** 20) });
  expect(large.status).toBe(413);
  expect((await deliver(berth.url, { body: "not json" })).status).toBe(500);
});

test("payloads stay out of the log, also of deliveries that fail", async () => {
  const { log, lines } = logInMemory();
  const web = await startWeb(log);
  await deliver(web.url);
  await deliver(web.url, { secret: "another" });
  await deliver(web.url, { body: '{"a-word-of-the-payload": ' });
  await web.stop();
  expect(lines().length).toBeGreaterThan(1);
  expect(lines().join("\n")).not.toContain("a-word-of-the-payload");
});

test("words that somebody else's app wrote in a person's name do not call it", async () => {
  const comment = { ...MENTION.comment, performed_via_github_app: { id: 3 } };
  await deliver(berth.url, { body: JSON.stringify({ ...MENTION, comment }) });
  expect(await berth.openJobs()).toBe(0);
});

test("names that GitHub would never send make no job", async () => {
  const repository = { id: 7, name: "..", owner: { login: "acme" } };
  await deliver(berth.url, { body: JSON.stringify({ ...MENTION, repository }) });
  expect(await berth.openJobs()).toBe(0);
});

test("the server tells how it is", async () => {
  expect(await (await fetch(`${berth.url}/healthz`)).text()).toBe("ok\n");
  expect((await fetch(`${berth.url}/readyz`)).status).toBe(200);
  const metrics = await (await fetch(`${berth.url}/metrics`)).text();
  expect(metrics).toContain('berth_jobs{state="queued"} 0');
  expect((await fetch(`${berth.url}/nowhere`)).status).toBe(404);
  expect((await fetch(`${berth.url}/healthz`, { method: "POST" })).status).toBe(405);
});

function logInMemory(): { log: Log; lines: () => string[] } {
  const stream = new PassThrough();
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  const lines = () => Buffer.concat(parts).toString().split("\n");
  return { log: pino({ level: "trace" }, stream), lines };
}

/** A second web process's inside, with a log that the test can read. */
async function startWeb(log: Log = silentLog): Promise<{ url: string } & Pick<WebProcess, "stop">> {
  const options = optionsOf(berthEnvironment(berth.github, berth.dataDir));
  const web = await createWeb({ ...options, log });
  web.server.listen(0, "127.0.0.1");
  await once(web.server, "listening");
  const address = web.server.address();
  const port = typeof address === "object" ? address?.port : "";
  await until(() => port ?? null);
  return { url: `http://127.0.0.1:${port}`, stop: () => web.stop() };
}
