import { statfs } from "node:fs/promises";
import type Dockerode from "dockerode";
import { z } from "zod";
import type { EngineCapacity } from "../engine.ts";
import { asking } from "./failures.ts";

/** The part of the daemon's answer that is used here; dockerode has no type for it. */
const daemonInfo = z.object({
  NCPU: z.number(),
  MemTotal: z.number(),
  DockerRootDir: z.string().default(""),
});

export async function capacityOf(docker: Dockerode): Promise<EngineCapacity> {
  const answer: unknown = await asking("asking for its capacity", () => docker.info());
  const { NCPU: cpus, MemTotal: memoryBytes, DockerRootDir: folder } = daemonInfo.parse(answer);
  return { cpus, memoryBytes, freeDiskBytes: await freeBytes(docker, folder) };
}

/** The folder's name is the engine's: only behind a socket of this machine is it this machine's. */
async function freeBytes(docker: Dockerode, folder: string): Promise<number | null> {
  if (!isLocal(docker) || folder === "") return null;
  const disk = await statfs(folder).catch(() => null);
  return disk === null ? null : disk.bavail * disk.bsize;
}

/** The client keeps a host or the way to a socket, whichever Docker's own variables tell. */
function isLocal({ modem }: { readonly modem: object }): boolean {
  return "socketPath" in modem && modem.socketPath !== undefined;
}
