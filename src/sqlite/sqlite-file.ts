import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { TransientError } from "../errors.ts";

const LONGEST_WAIT_MS = 10_000;
const LONGEST_PAUSE_MS = 50;
/** SQLite's number for a database that another connection has locked, in an error's low byte. */
const BUSY = 5;

/**
 * Opens a SQLite file, or `:memory:`. While `prepare` runs, a lock is waited for on the spot;
 * whatever comes later has to be run by `whenUnlocked`.
 */
export function openSqliteFile(
  path: string,
  prepare: (database: DatabaseSync) => void = () => {},
): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: LONGEST_WAIT_MS });
  // SQLite does not wait where several processes open a new file at once.
  retryOnTheSpot(() => database.exec("PRAGMA journal_mode = WAL"));
  // An acknowledged row survives a power cut, not a killed process only.
  database.exec("PRAGMA synchronous = FULL");
  prepare(database);
  database.exec("PRAGMA busy_timeout = 0");
  return database;
}

function retryOnTheSpot(run: () => void): void {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return run();
    } catch (thrown) {
      if (!isLocked(thrown) || performance.now() > deadline) throw thrown;
    }
    Atomics.wait(never, 0, 0, LONGEST_PAUSE_MS * Math.random());
  }
}

/**
 * Runs a statement, and runs it again while another connection has the lock. SQLite's own waiting
 * would hold this whole process up: its heartbeats, and the one that has the lock and cannot go
 * on, where that is a transaction of this process.
 */
export async function whenUnlocked<Value>(run: () => Value | Promise<Value>): Promise<Value> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await run();
    } catch (thrown) {
      if (!isLocked(thrown)) throw thrown;
      if (performance.now() > deadline) {
        const message = `The database was locked by others for ${LONGEST_WAIT_MS / 1000} seconds.`;
        throw new TransientError(message, { cause: thrown });
      }
    }
    // Not all at the same moment.
    await delay(pause * (0.5 + Math.random()));
  }
}

function isLocked(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return false;
  return typeof thrown.errcode === "number" && (thrown.errcode & 0xff) === BUSY;
}
