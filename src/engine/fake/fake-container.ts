import type { ContainerSpec, ExecSpec, ImageDetails } from "../engine.ts";
import type { FakeFiles } from "./fake-shell.ts";

export interface FakeImage {
  readonly details: ImageDetails;
  readonly files: FakeFiles;
}

export interface FakeContainer {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly image: FakeImage;
  readonly files: FakeFiles;
  readonly createdAt: number;
  networks: readonly string[];
  started: boolean;
  /** Aborted when the container stops; null while it is not running. */
  life: AbortController | null;
}

/** Answers an exec instead of the built-in programs; null leaves it to them. */
export type FakeExecHook = (container: FakeContainer, spec: ExecSpec) => Promise<number> | null;
