import { lstat } from "node:fs/promises";
import type Dockerode from "dockerode";
import type { ContainerUsage } from "../engine.ts";
import { asking } from "./failures.ts";

export async function usageOf(docker: Dockerode, id: string): Promise<ContainerUsage> {
  const container = docker.getContainer(id);
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
      writtenBytes(info) + (await hostFileBytes(info)) + (await volumeBytes(docker, info.Mounts)),
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

/**
 * An image can declare volumes, and what is written there is in no layer. The engine measures all
 * volumes or none, so it is asked only for a container that has some.
 */
async function volumeBytes(
  docker: Dockerode,
  mounts: Dockerode.ContainerInspectInfo["Mounts"],
): Promise<number> {
  const names = new Set(mounts.map((mount) => mount.Name));
  if (names.size === 0) return 0;
  const { Volumes: volumes } = await asking("measuring volumes", () => diskUsage(docker));
  return volumes
    .filter(({ Name: name }) => names.has(name))
    .reduce((sum, { UsageData: usage }) => sum + Math.max(0, usage.Size), 0);
}

/** The part of the daemon's answer that is used here; dockerode has no type for it. */
interface DiskUsage {
  /** `Size`: bytes, -1 where it is not known. */
  readonly Volumes: readonly { readonly Name: string; readonly UsageData: { Size: number } }[];
}

function diskUsage(docker: Dockerode): Promise<DiskUsage> {
  return docker.df();
}

/** Part of the daemon's answer when it is asked for the size; dockerode's types do not know it. */
function writtenBytes(info: object): number {
  return "SizeRw" in info && typeof info.SizeRw === "number" ? info.SizeRw : 0;
}
