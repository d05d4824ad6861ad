import { expect, test } from "vitest";
import { FakeEngine } from "../engine/fake/fake-engine.ts";
import { silentLog } from "../log.ts";
import { SqliteQueue } from "../queue/sqlite/sqlite-queue.ts";
import { reap } from "./reaper.ts";
import { RUN_TASK } from "./run-task.ts";

const LIMITS = { cpus: 1, memoryBytes: 1, pids: 1, diskBytes: 1 };

async function container(engine: FakeEngine, labels: Record<string, string>): Promise<string> {
  const spec = { image: "i", labels, command: ["sleep"], network: "none", limits: LIMITS } as const;
  return (await engine.createContainer(spec)).id;
}

test("removes what no live task owns, and nothing of other servers", async () => {
  const engine = new FakeEngine();
  engine.addImage("i");
  const queue = new SqliteQueue(":memory:");
  const job = { kind: RUN_TASK, payload: null, group: null, priority: 0 };
  await queue.enqueue({ ...job, id: `${RUN_TASK}:task_e_live` });
  await queue.enqueue({ ...job, id: `${RUN_TASK}:task_e_waiting` });
  await queue.claim({ worker: "w", kinds: [RUN_TASK], leaseMs: 60_000 });

  const live = await container(engine, { berth: "ours", "berth.task": "task_e_live" });
  await container(engine, { berth: "ours", "berth.task": "task_e_waiting" });
  await container(engine, { berth: "ours", "berth.task": "task_e_done" });
  await container(engine, { berth: "ours" });
  const theirs = await container(engine, { berth: "theirs", "berth.task": "task_e_done" });
  const nobodys = await container(engine, {});

  await reap({ engine, queue, serverId: "ours", log: silentLog });
  expect(new Set(engine.containers.keys())).toEqual(new Set([live, theirs, nobodys]));
});

test("leaves a container whose worker has only stalled past its lease", async () => {
  const engine = new FakeEngine();
  engine.addImage("i");
  const queue = new SqliteQueue(":memory:");
  const id = `${RUN_TASK}:task_e_live`;
  await queue.enqueue({ id, kind: RUN_TASK, payload: null, group: null, priority: 0 });
  await queue.claim({ worker: "w", kinds: [RUN_TASK], leaseMs: -1000 });

  const live = await container(engine, { berth: "ours", "berth.task": "task_e_live" });
  await reap({ engine, queue, serverId: "ours", log: silentLog });
  expect([...engine.containers.keys()]).toEqual([live]);
});
