import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeRepository, fakeGithub } from "../../test/fixtures/fake-github.ts";
import { TransientError } from "../errors.ts";
import { silentLog } from "../log.ts";
import type { ClaimedJob } from "../queue/queue.ts";
import { SqliteQueue } from "../queue/sqlite/sqlite-queue.ts";
import { SqlStore } from "../store/sql/sql-store.ts";
import type { MentionRequest } from "../trigger/mention-request.ts";
import { REQUEST_TASK } from "../trigger/receive.ts";
import { requestTaskJob } from "./request-task.ts";

let github: FakeRepository;
let store: SqlStore;
let queue: SqliteQueue;
let comments: number;

beforeEach(async () => {
  github = new FakeRepository();
  store = await SqlStore.open(":memory:");
  queue = new SqliteQueue(":memory:");
  comments = 0;
});

afterEach(async () => {
  queue.close();
  await store.close();
});

function jobFor(body: string, change: Partial<MentionRequest> = {}): ClaimedJob {
  comments += 1;
  const payload: MentionRequest = {
    installationId: 1,
    repository: { id: 1, owner: "acme", name: "app" },
    thread: { kind: "issue", number: 1 },
    author: { login: "mallory", id: 7 },
    body,
    writtenAt: new Date().toISOString(),
    source: { kind: "issue-comment", id: comments },
    ...change,
  };
  const rest = { claim: 1, attempt: 1, deaths: 0, lastError: null };
  return { id: `job-${comments}`, kind: REQUEST_TASK, payload, ...rest };
}

function handler() {
  const ports = { github: fakeGithub(github), store, queue, handle: "codex", log: silentLog };
  return requestTaskJob(ports);
}

const run = (job: ClaimedJob) => handler().run(job, new AbortController().signal);

function texts(): string[] {
  return github.comments.map(({ body }) => body.split("\n").slice(1).join("\n"));
}

const SORRY = "Sorry `mallory`, only people with write access to this repository can ask me.";
const APOLOGY =
  "I could not start on this, and that is our fault, not yours. Nothing was run. Please ask " +
  "again later, or tell the operator of this server.";

test("a stranger's address that holds the handle does not use up what they are told", async () => {
  github.role = null;
  await run(jobFor("write to x@codex.io"));
  expect(texts()).toEqual([]);
  await run(jobFor("@codex run true"));
  await run(jobFor("@codex run true"));
  expect(texts()).toEqual([SORRY]);
});

test("a stranger is told once, also where posting it failed at first", async () => {
  github.role = null;
  github.commentFailures.push(new TransientError("GitHub is down"));
  const job = jobFor("@codex run true");
  await expect(run(job)).rejects.toThrow("GitHub is down");
  await run(job);
  await run(job);
  expect(texts()).toEqual([SORRY]);
});

test("a request that is given up is apologised for once a day, and only to a mention", async () => {
  github.role = new TransientError("GitHub does not tell the permission");
  await handler().giveUp(jobFor("write to a@codex.io"), "no answer");
  await handler().giveUp(jobFor("see `@codex run true`", { author: { login: "eve", id: 8 } }), "");
  expect(texts()).toEqual([]);
  for (let n = 0; n < 3; n += 1) await handler().giveUp(jobFor("@codex run true"), "no answer");
  expect(texts()).toEqual([APOLOGY]);
});

test("an apology that cannot be posted fails nothing", async () => {
  github.commentFailures.push(new TransientError("GitHub is down"));
  await handler().giveUp(jobFor("@codex run true"), "no answer");
  expect(texts()).toEqual([]);
});

test("an answer to words on a line or in a review says whose they are", async () => {
  const ada = { login: "ada", id: 9 };
  await run(jobFor("@codex rnu", { author: ada, source: { kind: "review-comment", id: 1 } }));
  await run(jobFor("@codex rnu", { author: ada, source: { kind: "issue-comment", id: 1 } }));
  expect(texts().map((text) => text.split("\n")[0])).toEqual([
    "To `ada`, who asked on a line of the diff:",
    "I do not know `rnu`. Did you mean `run`? `@codex help` lists what I can do.",
  ]);
});
