import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const HEARTBEAT_MS = 5000;
/** A holder that has not touched its lock for so long is dead. */
const STALE_AFTER_MS = 20_000;
/** How long a git that outlived its killed parent may take to let go of git's own lock. */
const ORPHAN_MS = 60_000;
const POLL_MS = 100;

/** The last in line for each lock within this process. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Lets one at a time fetch into a mirror, within this process and among others, since git itself
 * fails where two meet. What a killed process left is cleared: its lock at once where its number
 * is free again or is ours, after a while otherwise; then git's own.
 */
export async function holdingFetchLock<Value>(
  gitDir: string,
  work: () => Promise<Value>,
): Promise<Value> {
  const before = lines.get(gitDir) ?? Promise.resolve();
  const done = before.then(() => holdAmongProcesses(gitDir, work));
  const settled = done.catch(() => {});
  lines.set(gitDir, settled);
  try {
    return await done;
  } finally {
    if (lines.get(gitDir) === settled) lines.delete(gitDir);
  }
}

async function holdAmongProcesses<Value>(
  gitDir: string,
  work: () => Promise<Value>,
): Promise<Value> {
  // Beside the mirror, not in it: it is held before there is one.
  const path = `${gitDir}.lock`;
  while (!(await tryCreate(path))) {
    if (await isStale(path)) await rm(path, { force: true });
    else await delay(POLL_MS);
  }
  const heartbeat = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => {});
  }, HEARTBEAT_MS);
  try {
    await clearShallowLock(join(gitDir, "shallow.lock"));
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST") return false;
    throw thrown;
  }
}

async function isStale(path: string): Promise<boolean> {
  const age = await ageOf(path);
  if (age === null) return false;
  if (age > STALE_AFTER_MS) return true;
  const owner = Number(await readFile(path, "utf8").catch(() => ""));
  // Within this process turns are taken: a lock of its number is an older process's.
  return owner === process.pid || (owner > 0 && !isAlive(owner));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}

/** Milliseconds since a file was touched; null where it is gone. */
async function ageOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : Date.now() - found.mtimeMs;
}

async function clearShallowLock(path: string): Promise<void> {
  const deadline = Date.now() + ORPHAN_MS;
  while ((await ageOf(path)) !== null && Date.now() < deadline) await delay(POLL_MS);
  await rm(path, { force: true });
}
