import { failure, success, type Result } from "../errors.ts";
import type {
  ContainerLimits,
  Engine,
  ExecOutcome,
  ExecSpec,
  ImageDetails,
  Labels,
  StartFailure,
} from "../engine/engine.ts";
import { DiskWatch } from "./disk-watch.ts";

/** Holds the container up, ends at once on SIGTERM, and reaps what its children leave behind. */
const FIRST_PROCESS = [
  "bash",
  "-c",
  'trap "exit 0" TERM; while :; do sleep 2147483647 & wait $!; done',
];

const DISK_FULL: StartFailure = { reason: "failed", detail: "It wrote more than it may." };

export interface SandboxSpec {
  readonly image: ImageDetails;
  readonly labels: Labels;
  readonly limits: ContainerLimits;
  readonly signal: AbortSignal;
}

/** One container and its life through the phases. Whoever creates it removes it. */
export class Sandbox {
  readonly #engine: Engine;
  readonly #id: string;
  readonly #signal: AbortSignal;
  /** Null where the engine itself holds the container to its disk limit. */
  readonly #disk: DiskWatch | null;
  #running = false;
  #lives = 0;

  private constructor(engine: Engine, id: string, signal: AbortSignal, disk: DiskWatch | null) {
    this.#engine = engine;
    this.#id = id;
    this.#signal = signal;
    this.#disk = disk;
  }

  /** Creates and starts it, with the engine's default network. */
  static async create(engine: Engine, spec: SandboxSpec): Promise<Result<Sandbox, StartFailure>> {
    const { id, diskQuota } = await engine.createContainer({
      image: spec.image.id,
      labels: spec.labels,
      command: FIRST_PROCESS,
      network: "default",
      limits: spec.limits,
    });
    // A quota does not hold for what is written to the image's volumes.
    const isHeld = diskQuota && spec.image.volumes.length === 0;
    const disk = isHeld ? null : new DiskWatch(engine, id, spec.limits.diskBytes);
    const sandbox = new Sandbox(engine, id, spec.signal, disk);
    try {
      const started = await sandbox.ensureRunning();
      if (started.ok) return success(sandbox);
      await sandbox.remove();
      return failure(started.failure);
    } catch (thrown) {
      await sandbox.remove();
      throw thrown;
    }
  }

  /** Runs a command; for what comes back when, see the engine's port. */
  async exec(spec: Omit<ExecSpec, "signal">): Promise<ExecOutcome> {
    const outcome = await this.#engine.exec(this.#id, { ...spec, signal: this.#signal });
    if (outcome.kind !== "exited") this.#running = false;
    return outcome;
  }

  /** Whether it was ended because it wrote more than it may, and not started again since. */
  get overDiskLimit(): boolean {
    return this.#disk?.overLimit ?? false;
  }

  /** How often it was started: what ran in one life is gone in the next. */
  get lives(): number {
    return this.#lives;
  }

  /** Starts it again where a time-out or a limit has ended it; not over its limit of the disk. */
  async ensureRunning(): Promise<Result<void, StartFailure>> {
    if (this.#running && !this.overDiskLimit) return success(undefined);
    await this.#disk?.pause();
    if (this.overDiskLimit) return failure(DISK_FULL);
    return this.#start();
  }

  /** Has it running for something of ours to read in it, whatever its state. */
  async ensureReadable(): Promise<Result<void, StartFailure>> {
    if (this.#running && !this.overDiskLimit) return success(undefined);
    await this.#disk?.pause();
    return this.#start();
  }

  /** The same, with every process in it ended. */
  async restartToRead(): Promise<Result<void, StartFailure>> {
    await this.#stop();
    return this.#start();
  }

  /**
   * Between what had the network and what must not have it: ends every process, takes every
   * network away, and starts afresh. Looks at the disk once more in between, so that what the one
   * has filled is not taken for the other's doing.
   */
  async closeNetwork(): Promise<Result<void, StartFailure>> {
    await this.#stop();
    await this.#engine.disconnectNetworks(this.#id);
    await this.#disk?.measure();
    return this.overDiskLimit ? failure(DISK_FULL) : this.#start();
  }

  async #start(): Promise<Result<void, StartFailure>> {
    const started = await this.#engine.startContainer(this.#id);
    this.#running = started.ok;
    if (!started.ok) return started;
    this.#lives += 1;
    this.#disk?.start();
    return started;
  }

  async #stop(): Promise<void> {
    await this.#disk?.pause();
    await this.#engine.stopContainer(this.#id, { graceSeconds: 2 });
    this.#running = false;
  }

  async remove(): Promise<void> {
    await this.#disk?.pause();
    await this.#engine.removeContainer(this.#id);
  }
}
