import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { failure, success, type Result } from "../../errors.ts";
import {
  EngineError,
  type CommitSpec,
  type ContainerSpec,
  type ContainerSummary,
  type ContainerUsage,
  type CreatedContainer,
  type Engine,
  type EngineCapacity,
  type EngineInfo,
  type ExecOutcome,
  type ExecSpec,
  type ImageDetails,
  type Labels,
  type PullFailure,
  type PullOptions,
  type StartFailure,
} from "../engine.ts";
import type { FakeContainer, FakeExecHook, FakeImage } from "./fake-container.ts";
import { firstProcessEnd, runFakeExec } from "./fake-exec.ts";
import { fakePull, type FakeRegistryImage } from "./fake-registry.ts";
import { hasFakeProgram, type FakeFiles } from "./fake-shell.ts";

/** The engine port in memory, for tests of what stands on it. Obeys the port's contract test. */
export class FakeEngine implements Engine {
  readonly images = new Map<string, FakeImage>();
  readonly containers = new Map<string, FakeContainer>();
  /** What a registry would hand out, by reference. */
  readonly registry = new Map<string, FakeRegistryImage>();
  /** Set to make every call fail as if the daemon were gone. */
  unavailable = false;
  machine: EngineCapacity = { cpus: 8, memoryBytes: 32 * 2 ** 30, freeDiskBytes: 100 * 2 ** 30 };
  onExec: FakeExecHook = () => null;

  info(): Promise<EngineInfo> {
    this.#answer();
    return Promise.resolve({ name: "fake", version: "1.0.0", platform: "linux/amd64" });
  }

  capacity(): Promise<EngineCapacity> {
    this.#answer();
    return Promise.resolve(this.machine);
  }

  /** Puts an image into the engine, as a build would; returns its id. */
  addImage(reference: string, details: Partial<ImageDetails> = {}): FakeImage {
    const image = newImage(details, new Map());
    this.images.set(reference, image).set(image.details.id, image);
    return image;
  }

  async pullImage(
    reference: string,
    options: PullOptions,
  ): Promise<Result<ImageDetails, PullFailure>> {
    this.#answer();
    const present = this.images.get(reference);
    if (options.policy === "missing" && present !== undefined) return success(present.details);
    const pulled = await fakePull(this.registry.get(reference), options);
    if (!pulled.ok) return pulled;
    const { image } = pulled.value;
    this.images.set(reference, image).set(image.details.id, image);
    return success(image.details);
  }

  inspectImage(reference: string): Promise<ImageDetails | null> {
    this.#answer();
    return Promise.resolve(this.images.get(reference)?.details ?? null);
  }

  removeImage(id: string): Promise<void> {
    this.#answer();
    for (const [key, image] of this.images) if (image.details.id === id) this.images.delete(key);
    return Promise.resolve();
  }

  createContainer(spec: ContainerSpec): Promise<CreatedContainer> {
    this.#answer();
    const image = this.images.get(spec.image);
    if (image === undefined) throw new EngineError("not-found", `No such image: ${spec.image}`);
    const id = randomBytes(32).toString("hex");
    this.containers.set(id, {
      id,
      spec,
      image,
      files: new Map(image.files),
      createdAt: Math.floor(Date.now() / 1000),
      networks: spec.network === "none" ? [] : ["bridge"],
      started: false,
      life: null,
    });
    return Promise.resolve({ id, diskQuota: false });
  }

  startContainer(id: string): Promise<Result<void, StartFailure>> {
    const container = this.#container(id);
    const program = container.spec.command[0] ?? "";
    if (!hasFakeProgram(program)) {
      return Promise.resolve(failure({ reason: "command-not-found", detail: program }));
    }
    container.started = true;
    if (container.life === null) void this.#endWithItsProgram(container, new AbortController());
    return Promise.resolve(success(undefined));
  }

  stopContainer(id: string): Promise<void> {
    this.#answer();
    const container = this.containers.get(id);
    container?.life?.abort();
    if (container !== undefined) container.life = null;
    return Promise.resolve();
  }

  disconnectNetworks(id: string): Promise<void> {
    this.#stopped(id).networks = [];
    return Promise.resolve();
  }

  async removeContainer(id: string): Promise<void> {
    await this.stopContainer(id);
    this.containers.delete(id);
  }

  async exec(id: string, spec: ExecSpec): Promise<ExecOutcome> {
    const container = this.#container(id);
    if (!container.started) throw new EngineError("failed", `Not running: ${id}`);
    if (container.life === null) return { kind: "container-stopped", outOfMemory: false };
    const outcome = await runFakeExec(container, container.life.signal, spec, this.onExec);
    if (outcome.kind === "timed-out" || outcome.kind === "aborted") await this.stopContainer(id);
    this.#answer();
    return outcome;
  }

  async putArchive(id: string, path: string, tar: Readable): Promise<void> {
    const { files } = this.#stopped(id);
    const entries = extract();
    tar.pipe(entries);
    tar.on("error", (thrown) => entries.destroy(thrown));
    try {
      for await (const entry of entries) {
        const content = await buffer(entry);
        files.set(`${path}/${entry.header.name}`.replaceAll("//", "/"), content);
      }
    } catch (thrown) {
      throw new EngineError("failed", "Expected an uncompressed tar.", { cause: thrown });
    }
  }

  commitContainer(id: string, spec: CommitSpec): Promise<string> {
    const { files, image, spec: created } = this.#stopped(id);
    const emptied = (names: object) => Object.fromEntries(Object.keys(names).map((n) => [n, ""]));
    const committed = newImage(
      {
        env: { ...emptied(image.details.env), ...spec.env },
        labels: { ...emptied({ ...image.details.labels, ...created.labels }), ...spec.labels },
      },
      new Map(files),
    );
    this.images.set(committed.details.id, committed);
    return Promise.resolve(committed.details.id);
  }

  listContainers(labels: Labels): Promise<readonly ContainerSummary[]> {
    this.#answer();
    const wanted = Object.entries(labels);
    const found = [...this.containers.values()].filter(({ spec }) =>
      wanted.every(([name, value]) => spec.labels[name] === value),
    );
    return Promise.resolve(
      found.map(({ id, spec, life, createdAt }) => ({
        id,
        labels: spec.labels,
        running: life !== null,
        createdAt,
      })),
    );
  }

  usage(id: string): Promise<ContainerUsage> {
    const { files, image } = this.#container(id);
    let diskBytes = 0;
    for (const [path, content] of files) {
      if (image.files.get(path) !== content) diskBytes += content.length;
    }
    return Promise.resolve({ memoryBytes: 1, peakMemoryBytes: 1, pids: 1, diskBytes });
  }

  async #endWithItsProgram(container: FakeContainer, life: AbortController): Promise<void> {
    container.life = life;
    await firstProcessEnd(container.spec.command, life.signal);
    life.abort();
    if (container.life === life) container.life = null;
  }

  #answer(): void {
    if (this.unavailable) throw new EngineError("unavailable", "The fake engine is gone.");
  }

  #container(id: string): FakeContainer {
    this.#answer();
    const container = this.containers.get(id);
    if (container === undefined) throw new EngineError("not-found", `No such container: ${id}`);
    return container;
  }

  #stopped(id: string): FakeContainer {
    const container = this.#container(id);
    if (container.life !== null) throw new EngineError("failed", `Expected a stopped one: ${id}`);
    return container;
  }
}

function newImage(details: Partial<ImageDetails>, files: FakeFiles): FakeImage {
  return {
    files,
    details: {
      id: `sha256:${randomBytes(32).toString("hex")}`,
      digest: null,
      user: "",
      env: { PATH: "/usr/bin:/bin" },
      volumes: [],
      labels: {},
      sizeBytes: 1,
      ...details,
    },
  };
}
