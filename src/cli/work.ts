import { createWorker } from "../app.ts";
import { loadOptions } from "./load-options.ts";
import { requireGround } from "./require-ground.ts";
import { untilAskedToStop } from "./stop-signals.ts";
import { tellWorking } from "./worker-process.ts";

/** The worker process, until it is asked to stop; then its tasks are given back. */
export async function work(): Promise<void> {
  const options = loadOptions("worker");
  await requireGround(options.settings);
  const worker = await createWorker(options);
  options.log.info({ tasksAtOnce: options.settings.concurrency }, "working");
  tellWorking();
  void untilAskedToStop().then(() => worker.stop());
  await worker.done;
  // The channel to the parent would keep the process alive.
  process.disconnect?.();
}
