import { z } from "zod";
import type { ClaimedJob } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import type { TaskId } from "../task/ids.ts";
import type { Task } from "../task/task.ts";

const payload = z.object({
  taskId: z.custom<TaskId>((value) => typeof value === "string" && value.startsWith("task_e_")),
});

/** The task that a job is about. */
export async function taskOf(store: Store, job: ClaimedJob): Promise<Task> {
  const { taskId } = payload.parse(job.payload);
  const task = await store.tasks.get(taskId);
  if (task === null) throw new Error(`The job ${job.id} is about a task that is not there.`);
  return task;
}
