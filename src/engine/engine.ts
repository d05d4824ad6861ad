import type { Readable } from "node:stream";
import type { Result } from "../errors.ts";

/**
 * The container engine, as the rest of Berth sees it.
 *
 * A container's life: `createContainer` → `startContainer` → any number of `exec`, in turn or at
 * once → `stopContainer` (→ `disconnectNetworks` → `startContainer` …) → `removeContainer`. Who
 * creates a container removes it; what a dead process left is found again by its labels.
 *
 * What the caller's image or command did wrong is a value. An engine that does not answer, or
 * that answers what it should not, is an `EngineError`.
 */
export interface Engine {
  /** What answers, and what it can do. Cheap: used for readiness too. */
  info(): Promise<EngineInfo>;

  /** What the engine's machine has for containers. A limit above it may be refused. */
  capacity(): Promise<EngineCapacity>;

  /**
   * Makes an image available and tells its details. With `missing`, an image that the engine has
   * under this reference is used as it is; with `always`, the registry is asked first.
   */
  pullImage(reference: string, options: PullOptions): Promise<Result<ImageDetails, PullFailure>>;

  /** Details of an image by reference or id, or null where the engine has none. */
  inspectImage(reference: string): Promise<ImageDetails | null>;

  /** Removes an image by id. No error where it is gone already. */
  removeImage(id: string): Promise<void>;

  /** Creates a container, not yet started. The image must be there. */
  createContainer(spec: ContainerSpec): Promise<CreatedContainer>;

  /** Starts a created or stopped container with a fresh first process. */
  startContainer(id: string): Promise<Result<void, StartFailure>>;

  /** Ends every process of the container. No error where it is stopped or gone already. */
  stopContainer(id: string, options?: { readonly graceSeconds?: number }): Promise<void>;

  /**
   * Takes a stopped container off every network, for good: it has a loopback interface only when
   * it is started again.
   */
  disconnectNetworks(id: string): Promise<void>;

  /** Removes a container in whatever state, with its anonymous volumes. No error where gone. */
  removeContainer(id: string): Promise<void>;

  /**
   * Runs a command in a started container and waits for its end. Output reaches `onOutput` in
   * order; while it has not settled, the command is held back when it prints more. After
   * `timed-out` and `aborted` the container is stopped, so that no process of it is left.
   */
  exec(id: string, spec: ExecSpec): Promise<ExecOutcome>;

  /** Unpacks an uncompressed tar below `path` of a container that is not running. */
  putArchive(id: string, path: string, tar: Readable): Promise<void>;

  /**
   * Makes an image of a stopped container and returns its id. It has no tag; environment
   * variables and labels are those given here and none that the container or its image had.
   */
  commitContainer(id: string, spec: CommitSpec): Promise<string>;

  /** Containers, running or not, that carry all the labels. */
  listContainers(labels: Labels): Promise<readonly ContainerSummary[]>;

  usage(id: string): Promise<ContainerUsage>;
}

export type Labels = Readonly<Record<string, string>>;
export type EnvironmentVariables = Readonly<Record<string, string>>;

export interface EngineInfo {
  /** `docker`, `podman`, `fake`. */
  readonly name: string;
  readonly version: string;
  /** `linux/amd64` and the like. */
  readonly platform: string;
}

export interface EngineCapacity {
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Left where containers are kept; null where the engine's disk is not this machine's. */
  readonly freeDiskBytes: number | null;
}

export type PullPolicy = "missing" | "always";

export interface PullOptions {
  readonly policy: PullPolicy;
  /** For the image's registry; where they are left out, the engine's own configuration tells. */
  readonly credentials?: RegistryCredentials | null;
  readonly onProgress?: (progress: PullProgress) => void;
  readonly signal?: AbortSignal;
  /** After which it is given up; a registry can take as long as it likes. */
  readonly timeoutMs: number;
  /** What its layers may have, together, as the registry sends them. */
  readonly maxBytes: number;
}

export type RegistryCredentials =
  | { readonly username: string; readonly password: string; readonly registry: string }
  | { readonly identityToken: string; readonly registry: string };

/** Sums over all layers known so far; both zero until the first layer tells its size. */
export interface PullProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface ImageDetails {
  /** `sha256:…` of the image's configuration. */
  readonly id: string;
  /** `sha256:…` of the manifest as its registry knows it; null for an image built here. */
  readonly digest: string | null;
  readonly user: string;
  readonly env: EnvironmentVariables;
  /** Absolute paths that the image declares as volumes. */
  readonly volumes: readonly string[];
  readonly labels: Labels;
  readonly sizeBytes: number;
}

export interface PullFailure {
  readonly reason:
    | "not-found"
    | "denied"
    | "unreachable"
    | "wrong-platform"
    | "timed-out"
    | "too-large"
    | "aborted";
  /** The engine's own words. */
  readonly detail: string;
}

export interface ContainerSpec {
  /** Id or reference of an image that the engine has. */
  readonly image: string;
  readonly labels: Labels;
  /** The first process; it must hold the container up and end on SIGTERM. */
  readonly command: readonly string[];
  /** `default`: outgoing connections. `none`: a loopback interface only. */
  readonly network: "default" | "none";
  readonly limits: ContainerLimits;
}

export interface ContainerLimits {
  /** Processor cores, fractions allowed. */
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly pids: number;
  /**
   * Held by the engine only where `CreatedContainer.diskQuota` says so; everywhere, no single file
   * grows to more than twice of it.
   */
  readonly diskBytes: number;
}

export interface CreatedContainer {
  readonly id: string;
  /**
   * Whether the engine itself holds what is written on top of the image to `diskBytes`: few storage
   * drivers can. Volumes and files that the engine mounts are beyond it.
   */
  readonly diskQuota: boolean;
}

export interface StartFailure {
  readonly reason: "command-not-found" | "failed";
  readonly detail: string;
}

export interface ExecSpec {
  readonly argv: readonly string[];
  /** Added to the image's own; never written into the container's configuration. */
  readonly env?: EnvironmentVariables;
  /** Absolute path; the image's own working directory where it is left out. */
  readonly cwd?: string;
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: (stream: "stdout" | "stderr", chunk: Uint8Array) => void | Promise<void>;
}

export type ExecOutcome =
  | { readonly kind: "exited"; readonly exitCode: number }
  /** It ran for longer than `timeoutMs`. */
  | { readonly kind: "timed-out" }
  | { readonly kind: "aborted" }
  /** The container itself ended under the command, or since it was started. */
  | { readonly kind: "container-stopped"; readonly outOfMemory: boolean };

export interface CommitSpec {
  readonly env: EnvironmentVariables;
  readonly labels: Labels;
}

export interface ContainerSummary {
  readonly id: string;
  readonly labels: Labels;
  readonly running: boolean;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

export interface ContainerUsage {
  readonly memoryBytes: number;
  /** The highest that it was; 0 where the engine does not say. */
  readonly peakMemoryBytes: number;
  readonly pids: number;
  /** Bytes written on top of the image, to its volumes, and to files that the engine mounts. */
  readonly diskBytes: number;
}

/** The engine did not answer, or not as it should. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  /** `unavailable`: nothing answers. `not-found`: what was named is not there. */
  readonly code: "unavailable" | "not-found" | "failed";

  constructor(code: EngineError["code"], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
