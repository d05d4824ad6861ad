import type Dockerode from "dockerode";
import type { ContainerSpec, CreatedContainer } from "../engine.ts";
import { asking, detailOf, engineError } from "./failures.ts";

/** The least that apt-get works with; npm and git need none. */
const KEPT_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"];

/**
 * No file may grow beyond this many times the disk limit. It is what holds for the three files of
 * the host's that every container has (its hosts, its resolver's settings, its name): they are in no
 * layer, so no quota counts them. Above the limit itself, so that for any other file the watch comes
 * first, which can say what happened; a command only sees that it may write no more.
 */
const LARGEST_FILE = 2;

/**
 * How a hostile container is held: no capability beyond the list, no way to gain one, a bound on
 * everything that it could exhaust, no mount, no log file on the host.
 */
function containerOptions(
  spec: ContainerSpec,
  diskQuota: boolean,
): Dockerode.ContainerCreateOptions {
  const { limits } = spec;
  const largestFile = limits.diskBytes * LARGEST_FILE;
  return {
    Image: spec.image,
    Cmd: [...spec.command],
    // An image's own entry point would run before us, with whatever it likes to do.
    Entrypoint: [],
    User: "0:0",
    WorkingDir: "/",
    Labels: { ...spec.labels },
    Healthcheck: { Test: ["NONE"] },
    StopSignal: "SIGTERM",
    HostConfig: {
      NetworkMode: spec.network === "none" ? "none" : "default",
      CapDrop: ["ALL"],
      CapAdd: KEPT_CAPABILITIES,
      SecurityOpt: ["no-new-privileges"],
      PidsLimit: limits.pids,
      Memory: limits.memoryBytes,
      // Equal to Memory: no swap, or a container could swap the host to a standstill.
      MemorySwap: limits.memoryBytes,
      // The hard limit cannot be raised without CAP_SYS_RESOURCE.
      Ulimits: [{ Name: "fsize", Soft: largestFile, Hard: largestFile }],
      NanoCpus: Math.round(limits.cpus * 1e9),
      Init: false,
      IpcMode: "private",
      LogConfig: { Type: "none", Config: {} },
      RestartPolicy: { Name: "no" },
      ...(diskQuota ? { StorageOpt: { size: String(limits.diskBytes) } } : {}),
    },
  };
}

/**
 * Asks for a disk quota first where the storage driver may have one; only its refusal tells that
 * it has none (overlay2 has one on XFS mounted with pquota, and nowhere says so).
 */
export async function createContainer(
  docker: Dockerode,
  spec: ContainerSpec,
  tryDiskQuota: boolean,
): Promise<CreatedContainer> {
  if (tryDiskQuota) {
    try {
      const container = await docker.createContainer(containerOptions(spec, true));
      return { id: container.id, diskQuota: true };
    } catch (thrown) {
      if (!/storage-opt|storage opt/i.test(detailOf(thrown))) {
        throw engineError("creating a container", thrown);
      }
    }
  }
  const container = await asking("creating a container", () =>
    docker.createContainer(containerOptions(spec, false)),
  );
  return { id: container.id, diskQuota: false };
}
