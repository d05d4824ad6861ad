import type { Engine } from "../engine/engine.ts";
import type { Log } from "../log.ts";
import type { Queue } from "../queue/queue.ts";
import { RUN_TASK } from "./run-task.ts";

export interface ReaperPorts {
  readonly engine: Engine;
  readonly queue: Queue;
  readonly serverId: string;
  readonly log: Log;
}

/**
 * Removes this server's containers whose task nobody runs any more. The list is taken first: a
 * container that is in it belongs to a job that was held by then, and still is if it is alive.
 */
export async function reap({ engine, queue, serverId, log }: ReaperPorts): Promise<void> {
  const containers = await engine.listContainers({ berth: serverId });
  const held = new Set(await queue.heldIds());
  for (const { id, labels } of containers) {
    const task = labels["berth.task"];
    if (task !== undefined && held.has(`${RUN_TASK}:${task}`)) continue;
    await engine.removeContainer(id);
    log.info({ container: id.slice(0, 12), task }, "removed a container that no task owns");
  }
}
