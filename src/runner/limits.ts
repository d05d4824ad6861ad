import type { ContainerLimits, EngineCapacity } from "../engine/engine.ts";
import { sizeInBytes } from "./words.ts";

const MEGABYTE = 2 ** 20;
/** What the engine, this server and its git need beside a sandbox. */
const KEPT_MEMORY_BYTES = 512 * MEGABYTE;
/** Less than this holds neither a shell with git nor a checkout. */
const LEAST_BYTES = 128 * MEGABYTE;
/** A kernel has 32,768 process ids by default, for everything that runs on it. */
const MOST_PIDS = 16_384;

interface Granted {
  readonly limits: ContainerLimits;
  /** A sentence for each limit that was lowered. */
  readonly notices: readonly string[];
}

/**
 * What a sandbox gets of what its definition asks for: an engine refuses more processors than it
 * has, and takes any amount of memory and disk, down to the last byte of the machine's.
 */
export function limitsWithin(
  asked: ContainerLimits,
  capacity: EngineCapacity,
  defaults: ContainerLimits,
): Granted {
  const { cpus, memoryBytes, freeDiskBytes } = capacity;
  const most: ContainerLimits = {
    cpus,
    memoryBytes: Math.max(LEAST_BYTES, memoryBytes - KEPT_MEMORY_BYTES),
    pids: MOST_PIDS,
    // Others write to the same disk meanwhile.
    diskBytes: freeDiskBytes === null ? Infinity : Math.max(LEAST_BYTES, freeDiskBytes / 2),
  };
  const limits: ContainerLimits = {
    cpus: Math.min(asked.cpus, most.cpus),
    memoryBytes: Math.floor(Math.min(asked.memoryBytes, most.memoryBytes)),
    pids: Math.min(asked.pids, most.pids),
    diskBytes: Math.floor(Math.min(asked.diskBytes, most.diskBytes)),
  };
  return { limits, notices: lowered(asked, limits, defaults) };
}

function lowered(
  asked: ContainerLimits,
  given: ContainerLimits,
  defaults: ContainerLimits,
): string[] {
  const sentence = (key: string, from: string, to: string, why: string) =>
    `\`resources.${key}\` is ${from}, and the sandbox gets ${to}: ${why}.`;
  const bytes = (from: number, to: number) => [sizeInBytes(from), sizeInBytes(to)] as const;
  const count = (from: number, to: number) => [String(from), String(to)] as const;
  const all = [
    ["cpus", "cpus", count, "the server has no more processors"],
    ["memory", "memoryBytes", bytes, "the server has no more memory to spare"],
    ["pids", "pids", count, "no server gives more"],
    ["disk", "diskBytes", bytes, "it is half of what is free on the server's disk"],
  ] as const;
  return (
    all
      .filter(([, limit]) => given[limit] < asked[limit])
      // Of what nobody asked for, nobody needs to hear.
      .filter(([, limit]) => asked[limit] !== defaults[limit])
      .map(([key, limit, shown, why]) => sentence(key, ...shown(asked[limit], given[limit]), why))
  );
}
