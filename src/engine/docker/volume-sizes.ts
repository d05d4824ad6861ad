import type Dockerode from "dockerode";

/** The part of the daemon's answer that is used here; dockerode has no type for it. */
interface DiskUsage {
  /** `Size`: bytes, -1 where it is not known. */
  readonly Volumes: readonly { readonly Name: string; readonly UsageData: { Size: number } }[];
}

/**
 * What is in containers' volumes: an image can declare some, and what is written there is in no
 * layer. The daemon measures all volumes or none, and refuses to while it does so for somebody else,
 * so one measuring serves all who ask meanwhile, and one that is refused counts nothing this time.
 */
export class VolumeSizes {
  readonly #docker: Dockerode;
  #measuring: Promise<DiskUsage> | null = null;

  constructor(docker: Dockerode) {
    this.#docker = docker;
  }

  /** Asks the daemon only for a container that has volumes. */
  async bytesOf(mounts: Dockerode.ContainerInspectInfo["Mounts"]): Promise<number> {
    const names = new Set(mounts.map((mount) => mount.Name));
    if (names.size === 0) return 0;
    const { Volumes: volumes } = await this.#measure().catch(() => ({ Volumes: [] }));
    return volumes
      .filter(({ Name: name }) => names.has(name))
      .reduce((sum, { UsageData: usage }) => sum + Math.max(0, usage.Size), 0);
  }

  #measure(): Promise<DiskUsage> {
    this.#measuring ??= this.#docker.df().finally(() => {
      this.#measuring = null;
    });
    return this.#measuring;
  }
}
