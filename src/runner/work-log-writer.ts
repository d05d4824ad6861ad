import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { TimedEntry, WorkLogStore } from "../store/store.ts";
import type { TaskId } from "../task/ids.ts";
import type { WorkLogEntry } from "../task/work-log.ts";

/** Events wait this long for company, so that a talkative command costs few transactions. */
const FLUSH_MS = 150;

/** Writes one task's work log, in order, a little behind what happens. */
export class WorkLogWriter {
  readonly #store: WorkLogStore;
  readonly #task: TaskId;
  readonly #log: Log;
  #waiting: TimedEntry[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: WorkLogStore, task: TaskId, log: Log) {
    this.#store = store;
    this.#task = task;
    this.#log = log;
  }

  add(attempt: number, entry: WorkLogEntry): void {
    const last = this.#waiting.at(-1);
    const joined = last?.attempt === attempt ? joinOutput(last.entry, entry) : null;
    if (last !== undefined && joined !== null) {
      this.#waiting.splice(-1, 1, { ...last, entry: joined });
      return;
    }
    this.#waiting.push({ at: new Date(), attempt, entry });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** Settles when all that was added is on the disk. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const entries = this.#waiting;
    this.#waiting = [];
    this.#writing = this.#writing.then(() => this.#write(entries));
    return this.#writing;
  }

  /** A work log that cannot be written must not end the task it tells of: it is kept and retried. */
  async #write(entries: TimedEntry[]): Promise<void> {
    try {
      await this.#store.append(this.#task, entries);
    } catch (thrown) {
      this.#log.error({ err: thrown, task: this.#task }, messageOf(thrown));
      this.#waiting = [...entries, ...this.#waiting];
    }
  }
}

/** Two pieces of one stream as one: some programs write a character at a time. */
function joinOutput(before: WorkLogEntry, after: WorkLogEntry): WorkLogEntry | null {
  if (before.type !== "output" || after.type !== "output") return null;
  if (before.phase !== after.phase || before.stream !== after.stream) return null;
  return { ...before, text: before.text + after.text };
}
