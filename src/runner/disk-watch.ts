import type { Engine } from "../engine/engine.ts";

const SHORTEST_PAUSE_MS = 2000;
/** A tree of a million small files, slow to measure, must not buy time to fill the disk in. */
const LONGEST_PAUSE_MS = 10_000;
/** Measuring walks all that was written: within the longest pause, it takes a tenth of the time. */
const PAUSE_PER_MEASURING = 10;

/**
 * Ends a container soon after it has written more than it may, where the engine cannot. Started
 * again after that, to read what was done in it, it may write as much once more.
 */
export class DiskWatch {
  readonly #engine: Engine;
  readonly #container: string;
  #limitBytes: number;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();
  #isWatching = false;
  #overLimit = false;

  constructor(engine: Engine, container: string, limitBytes: number) {
    this.#engine = engine;
    this.#container = container;
    this.#limitBytes = limitBytes;
  }

  /** Whether more was written than may be, and the container was not started again since. */
  get overLimit(): boolean {
    return this.#overLimit;
  }

  /** Call when the container was started, by somebody who has looked at `overLimit` before. */
  start(): void {
    if (this.#overLimit) this.#limitBytes *= 2;
    this.#overLimit = false;
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#schedule(SHORTEST_PAUSE_MS);
  }

  /** Settles when this does nothing to the container any more; call before it is stopped or started. */
  async pause(): Promise<void> {
    this.#isWatching = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#looking;
  }

  /** Looks once, between two lives of the container: what was written last must not be missed. */
  async measure(): Promise<void> {
    const { diskBytes } = await this.#engine.usage(this.#container);
    this.#overLimit ||= diskBytes > this.#limitBytes;
  }

  #schedule(pauseMs: number): void {
    if (!this.#isWatching) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, pauseMs);
  }

  async #look(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.measure();
      // Set before it is stopped: whoever sees the command end must know of it.
      if (this.#overLimit) return await this.#end();
    } catch {
      // The container is just stopped or gone, or the engine is: the exec that runs tells.
      this.#overLimit = false;
    }
    const pauseMs = (performance.now() - startedAt) * PAUSE_PER_MEASURING;
    this.#schedule(Math.min(Math.max(pauseMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS));
  }

  async #end(): Promise<void> {
    await this.#engine.stopContainer(this.#container);
    this.#isWatching = false;
  }
}
