import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SqlStore } from "../../src/store/sql/sql-store.ts";
import type { Store } from "../../src/store/store.ts";
import { COMMIT, newTask, taskResult } from "../fixtures/new-task.ts";

const STORES: Record<string, (folder: string) => Promise<Store>> = {
  sqlite: (folder) => SqlStore.open(join(folder, "berth.db")),
};

describe.each(Object.entries(STORES))("the %s store", (_name, open) => {
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "berth-store-"));
    store = await open(folder);
  });

  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  test("has one id for ever", async () => {
    const id = await store.serverId();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const again = await open(folder);
    expect(await again.serverId()).toBe(id);
    await again.close();
  });

  describe("of webhooks", () => {
    test("knows a delivery that it has seen", async () => {
      const delivery = { id: "d-1", event: "issue_comment" };
      expect(await store.webhooks.recordDelivery(delivery)).toBe(true);
      expect(await store.webhooks.recordDelivery(delivery)).toBe(false);
    });

    describe("about heads", () => {
      const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
      const record = (letter: string, times: { updated: number; received: number }) =>
        store.webhooks.recordHead({
          repositoryId: 7,
          number: 12,
          commit: letter.repeat(40),
          updatedAt: at(times.updated),
          receivedAt: at(times.received),
        });
      const headAt = async (second: number) =>
        (await store.webhooks.headAt(7, 12, at(second)))?.commit[0] ?? null;

      test("tells which one was known at a time", async () => {
        await record("a", { updated: 10, received: 11 });
        await record("b", { updated: 20, received: 21 });
        await record("c", { updated: 20, received: 21 });
        expect(await headAt(10)).toBeNull();
        expect(await headAt(20)).toBe("a");
        expect(await headAt(21)).toBe("c");
        expect(await store.webhooks.headAt(8, 12, at(30))).toBeNull();
      });

      test("leaves out a push that came after, whichever clock is ahead", async () => {
        await record("a", { updated: 10, received: 11 });
        await record("b", { updated: 20, received: 18 });
        expect(await headAt(19)).toBe("a");
        expect(await headAt(20)).toBe("a");
        await record("c", { updated: 15, received: 21 });
        expect(await headAt(20)).toBe("a");
      });

      test("is not taken back by a delivery that comes late", async () => {
        await record("b", { updated: 20, received: 21 });
        await record("a", { updated: 10, received: 22 });
        expect(await headAt(30)).toBe("b");
      });
    });

    test("lets a sentence be said once within its window", async () => {
      const claim = (key: string, by: string, windowMs = 60_000) =>
        store.webhooks.claimReply({ key, by, windowMs });
      expect(await claim("not-allowed:7:mallory", "comment:1")).toBe(true);
      expect(await claim("not-allowed:7:mallory", "comment:2")).toBe(false);
      expect(await claim("not-allowed:7:eve", "comment:3")).toBe(true);
      // Posting it may have failed.
      expect(await claim("not-allowed:7:mallory", "comment:1")).toBe(true);
      await delay(20);
      expect(await claim("not-allowed:7:mallory", "comment:2", 10)).toBe(true);
      expect(await claim("not-allowed:7:mallory", "comment:1")).toBe(false);
    });
  });

  describe("of tasks", () => {
    test("makes one task of one source", async () => {
      const first = await store.tasks.create(newTask());
      const second = await store.tasks.create(newTask({ prompt: "something else" }));
      expect(first.created).toBe(true);
      expect(second).toEqual({ task: first.task, created: false });
      expect(first.task).toMatchObject({
        status: "queued",
        outcome: null,
        environmentLabel: "acme/app",
        thread: { kind: "pull-request", number: 12, base: "main", origin: "repository" },
        definition: { commit: COMMIT, from: "base" },
      });
      expect(first.task.id).toMatch(/^task_e_[0-9a-f]{32}$/);
      expect(first.task.environmentId).toMatch(/^env_[0-9a-f]{32}$/);
    });

    test("keeps a repository's environment when its name changes", async () => {
      const before = await store.tasks.create(newTask());
      const renamed = { id: 7, owner: "acme", name: "renamed" };
      const after = await store.tasks.create(newTask({ source: "2", repository: renamed }));
      expect(after.task.environmentId).toBe(before.task.environmentId);
      expect(after.task.environmentLabel).toBe("acme/renamed");
    });

    test("lists the newest first", async () => {
      const { task: first } = await store.tasks.create(newTask());
      await delay(5);
      const { task: second } = await store.tasks.create(newTask({ source: "2" }));
      const listed = await store.tasks.list({ limit: 10 });
      expect(listed.map((task) => task.id)).toEqual([second.id, first.id]);
      expect(await store.tasks.list({ limit: 1 })).toHaveLength(1);
    });

    test("counts how often a task began, and forgets the phases of the run before", async () => {
      const { task } = await store.tasks.create(newTask());
      expect(await store.tasks.begin(task.id)).toBe(1);
      const startedAt = new Date().toISOString();
      const phase = { name: "setup", attempt: 1, startedAt, ms: 1.6, exitCode: 0 } as const;
      await store.tasks.addPhase(task.id, phase);
      expect(await store.tasks.phases(task.id)).toEqual([{ ...phase, ms: 2 }]);
      expect(await store.tasks.begin(task.id)).toBe(2);
      expect(await store.tasks.phases(task.id)).toEqual([]);
      expect((await store.tasks.get(task.id))?.status).toBe("running");
    });

    test("keeps how a task ended, to the byte, and the first ending only", async () => {
      const { task } = await store.tasks.create(newTask());
      const ending = taskResult();
      expect(await store.tasks.result(task.id)).toBeNull();
      await store.tasks.finish(task.id, ending);
      await store.tasks.finish(task.id, taskResult({ outcome: "broken", diff: null }));
      expect(await store.tasks.get(task.id)).toMatchObject({
        status: "completed",
        outcome: "changed",
        notices: ["something to know"],
      });
      const { diff, ...rest } = (await store.tasks.result(task.id)) ?? {};
      expect(Buffer.from(diff?.patch ?? [])).toEqual(ending.diff?.patch);
      expect(diff?.files).toEqual(ending.diff?.files);
      expect(rest).toEqual({ ...ending, diff: undefined });
    });

    test("remembers where the answer was posted", async () => {
      const { task } = await store.tasks.create(newTask());
      expect(await store.tasks.publishedUrl(task.id)).toBeNull();
      await store.tasks.recordPublished(task.id, "https://example.test/1");
      expect(await store.tasks.publishedUrl(task.id)).toBe("https://example.test/1");
    });
  });

  describe("of work logs", () => {
    test("numbers the events of each task without gaps", async () => {
      const { task } = await store.tasks.create(newTask());
      const at = new Date();
      const notice = (text: string) => ({
        at,
        attempt: 1,
        entry: { type: "notice", phase: null, text } as const,
      });
      await store.workLogs.append(task.id, [notice("one"), notice("two")]);
      await store.workLogs.append(task.id, [notice("three")]);
      const events = await store.workLogs.read(task.id, { after: 1, limit: 10 });
      expect(events).toEqual([
        { ...notice("two").entry, seq: 2, at: at.toISOString(), task: task.id, attempt: 1 },
        { ...notice("three").entry, seq: 3, at: at.toISOString(), task: task.id, attempt: 1 },
      ]);
    });

    test("takes thousands of events at once", async () => {
      const { task } = await store.tasks.create(newTask());
      const entry = { type: "output", phase: "setup", stream: "stdout", text: "line\n" } as const;
      const entries = Array.from({ length: 3000 }, () => ({ at: new Date(), attempt: 1, entry }));
      await store.workLogs.append(task.id, entries);
      const last = await store.workLogs.read(task.id, { after: 2999, limit: 10 });
      expect(last.map((event) => event.seq)).toEqual([3000]);
    });
  });
});
