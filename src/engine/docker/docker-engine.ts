import Dockerode from "dockerode";
import type { Readable } from "node:stream";
import type {
  CommitSpec,
  ContainerSpec,
  CreatedContainer,
  Engine,
  EngineInfo,
  ExecSpec,
  Labels,
  PullOptions,
} from "../engine.ts";
import { capacityOf } from "./capacity.ts";
import { usageOf } from "./container-usage.ts";
import * as containers from "./containers.ts";
import { runExec } from "./exec.ts";
import { asking } from "./failures.ts";
import { createContainer } from "./create-container.ts";
import * as images from "./images.ts";
import { registryCredentials } from "./registry-auth.ts";
import { VolumeSizes } from "./volume-sizes.ts";

/** The engine port on Docker's own API (20.10 and newer), by dockerode. */
export class DockerEngine implements Engine {
  readonly #docker: Dockerode;
  readonly #volumes: VolumeSizes;
  readonly #registryAuthFile: string | null;
  /** Whether the storage driver holds containers to a size; null until one was created. */
  #diskQuota: boolean | null = null;
  /** Running containers that this process has ended: what ran in them was not cut by the daemon. */
  readonly #endedByUs = new Set<string>();

  /**
   * Without a `socketPath`, Docker's own variables say where: DOCKER_HOST, DOCKER_CERT_PATH …
   * `registryAuthFile`: as Docker's `config.json`; where it is left out, that one.
   */
  constructor(options: { readonly socketPath?: string; readonly registryAuthFile?: string } = {}) {
    const { socketPath, registryAuthFile } = options;
    this.#docker = new Dockerode(socketPath === undefined ? undefined : { socketPath });
    this.#volumes = new VolumeSizes(this.#docker);
    this.#registryAuthFile = registryAuthFile ?? null;
  }

  async info(): Promise<EngineInfo> {
    const version = await asking("asking for its version", () => this.#docker.version());
    const components: readonly { Name: string }[] = version.Components ?? [];
    const podman = components.some(({ Name: name }) => name.startsWith("Podman"));
    return {
      name: podman ? "podman" : "docker",
      version: version.Version,
      platform: `${version.Os}/${version.Arch}`,
    };
  }

  capacity() {
    return capacityOf(this.#docker);
  }

  async pullImage(reference: string, options: PullOptions) {
    const credentials =
      options.credentials ?? (await registryCredentials(reference, this.#registryAuthFile));
    return images.pullImage(this.#docker, reference, { ...options, credentials });
  }

  inspectImage(reference: string) {
    return images.inspectImage(this.#docker, reference);
  }

  removeImage(id: string) {
    return images.removeImage(this.#docker, id);
  }

  async createContainer(spec: ContainerSpec): Promise<CreatedContainer> {
    const created = await createContainer(this.#docker, spec, this.#diskQuota ?? true);
    this.#diskQuota = created.diskQuota;
    return created;
  }

  startContainer(id: string) {
    this.#endedByUs.delete(id);
    return containers.startContainer(this.#docker.getContainer(id));
  }

  stopContainer(id: string, options: { readonly graceSeconds?: number } = {}) {
    this.#endedByUs.add(id);
    return containers.stopContainer(this.#docker.getContainer(id), options.graceSeconds ?? 0);
  }

  disconnectNetworks(id: string) {
    return containers.disconnectNetworks(this.#docker, id);
  }

  async removeContainer(id: string): Promise<void> {
    this.#endedByUs.add(id);
    await containers.removeContainer(this.#docker.getContainer(id));
    this.#endedByUs.delete(id);
  }

  exec(id: string, spec: ExecSpec) {
    return runExec(this.#docker, id, spec, this.#endedByUs);
  }

  putArchive(id: string, path: string, tar: Readable) {
    return containers.putArchive(this.#docker.getContainer(id), path, tar);
  }

  commitContainer(id: string, spec: CommitSpec) {
    return containers.commitContainer(this.#docker.getContainer(id), spec);
  }

  listContainers(labels: Labels) {
    return containers.listContainers(this.#docker, labels);
  }

  usage(id: string) {
    return usageOf(this.#docker.getContainer(id), this.#volumes);
  }
}
