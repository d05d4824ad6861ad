import { messageOf } from "../errors.ts";
import { reap, type ReaperPorts } from "./reaper.ts";

const EVERY_MS = 60_000;
/** GitHub redelivers for some days; a delivery's job is known for longer than that. */
const FORGET_AFTER_MS = 14 * 86_400_000;

/** Removes what is no longer needed, at once and then every minute, until it is stopped. */
export function startCleaning(ports: ReaperPorts): { stop(): void } {
  let running: Promise<void> | null = null;
  const clean = () => {
    running ??= cleanOnce(ports).finally(() => {
      running = null;
    });
  };
  clean();
  const timer = setInterval(clean, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

async function cleanOnce(ports: ReaperPorts): Promise<void> {
  try {
    await ports.queue.forgetCompleted(new Date(Date.now() - FORGET_AFTER_MS));
    await reap(ports);
  } catch (thrown) {
    ports.log.warn({ reason: messageOf(thrown) }, "cleaning up failed; it is tried again");
  }
}
