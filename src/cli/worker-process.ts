import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

const WORKING = "working";

/** `berth worker` as a child; its channel tells each of the two that the other is gone. */
export function startWorkerProcess(): ChildProcess {
  return fork(join(import.meta.dirname, "main.ts"), ["worker"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Said by a worker that takes jobs to the server that started it, where one did. */
export function tellWorking(): void {
  // A parent that is gone needs no answer: the closed channel ends this process.
  process.send?.(WORKING, () => {});
}

export function isWorkingMessage(message: unknown): boolean {
  return message === WORKING;
}
