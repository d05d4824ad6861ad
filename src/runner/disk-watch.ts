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
  #state: "idle" | "watching" | "stopped" = "idle";
  #overLimit = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(engine: Engine, container: string, limitBytes: number) {
    this.#engine = engine;
    this.#container = container;
    this.#limitBytes = limitBytes;
  }

  /** Whether this has ended the container, and it was not started again since. */
  get overLimit(): boolean {
    return this.#overLimit;
  }

  /** Settles when it is not about to end the container; call before that is started again. */
  async settle(): Promise<void> {
    if (this.#overLimit) await this.#looking;
  }

  /** Call whenever the container was started. */
  start(): void {
    if (this.#overLimit) this.#limitBytes *= 2;
    this.#overLimit = false;
    if (this.#state !== "idle") return;
    this.#state = "watching";
    this.#schedule(SHORTEST_PAUSE_MS);
  }

  stop(): void {
    this.#state = "stopped";
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(pauseMs: number): void {
    if (this.#state !== "watching") return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, pauseMs);
  }

  /** A measure that fails says nothing; the exec that runs meanwhile tells what is wrong. */
  async #look(): Promise<void> {
    const startedAt = performance.now();
    try {
      const { diskBytes } = await this.#engine.usage(this.#container);
      if (diskBytes > this.#limitBytes && this.#state === "watching") {
        this.#overLimit = true;
        this.#state = "idle";
        await this.#engine.stopContainer(this.#container);
        return;
      }
    } catch {
      // The container is just stopped or gone, or the engine is.
      this.#overLimit = false;
      if (this.#state === "idle") this.#state = "watching";
    }
    const pauseMs = (performance.now() - startedAt) * PAUSE_PER_MEASURING;
    this.#schedule(Math.min(Math.max(pauseMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS));
  }
}
