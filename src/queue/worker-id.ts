import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * `HOST PID RANDOM`: by the first two, a worker that starts finds those that died beside it. One
 * to a process, whatever the number of its workers.
 */
export function newWorkerId(): string {
  return `${hostname()} ${process.pid} ${randomBytes(4).toString("hex")}`;
}

/** For a process that has just begun: a worker of its number is one of a container before it. */
export function isDeadOrOurNumber(holder: string): boolean {
  const [host, pid] = holder.split(" ");
  return (host === hostname() && Number(pid) === process.pid) || isDeadNeighbour(holder);
}

export function isDeadNeighbour(holder: string): boolean {
  const [host, pid] = holder.split(" ");
  return host === hostname() && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code !== "ESRCH";
  }
  // A process that is dead and not yet taken note of still has its number.
  return !/^State:\s+[ZX]/m.test(readText(`/proc/${pid}/status`));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
