import { lstat } from "node:fs/promises";
import type Dockerode from "dockerode";
import type { ContainerUsage } from "../engine.ts";
import { asking } from "./failures.ts";
import type { VolumeSizes } from "./volume-sizes.ts";

export async function usageOf(
  container: Dockerode.Container,
  volumes: VolumeSizes,
): Promise<ContainerUsage> {
  const withSize: Dockerode.ContainerInspectOptions & { size: boolean } = { size: true };
  const [stats, info] = await asking("measuring a container", () =>
    Promise.all([
      // One sample only: by default the daemon waits for a second one to compute a rate.
      container.stats({ stream: false, "one-shot": true }),
      container.inspect(withSize),
    ]),
  );
  return {
    memoryBytes: stats.memory_stats.usage ?? 0,
    peakMemoryBytes: stats.memory_stats.max_usage ?? 0,
    pids: stats.pids_stats?.current ?? 0,
    diskBytes:
      writtenBytes(info) + (await hostFileBytes(info)) + (await volumes.bytesOf(info.Mounts)),
  };
}

/**
 * What the container wrote to the files that the engine keeps on the host and mounts into it. They
 * are counted where this process sees the engine's folder; elsewhere only the largest size of a
 * file holds them.
 */
async function hostFileBytes(info: Dockerode.ContainerInspectInfo): Promise<number> {
  const paths = [info.HostsPath, info.ResolvConfPath, info.HostnamePath];
  const sizes = await Promise.all(paths.map((path) => sizeOf(path)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  return found === null ? 0 : found.size;
}

/** Part of the daemon's answer when it is asked for the size; dockerode's types do not know it. */
function writtenBytes(info: object): number {
  return "SizeRw" in info && typeof info.SizeRw === "number" ? info.SizeRw : 0;
}
