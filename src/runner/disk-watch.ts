import type { Engine } from "../engine/engine.ts";

const SHORTEST_PAUSE_MS = 2000;
/** Measuring walks all that was written: it may take this share of the time at the most. */
const PAUSE_PER_MEASURING = 10;

/** Ends a container soon after it has written more than it may, where the engine cannot. */
export class DiskWatch {
  readonly #engine: Engine;
  readonly #container: string;
  readonly #limitBytes: number;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  overLimit = false;

  constructor(engine: Engine, container: string, limitBytes: number) {
    this.#engine = engine;
    this.#container = container;
    this.#limitBytes = limitBytes;
  }

  start(): void {
    this.#schedule(SHORTEST_PAUSE_MS);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(pauseMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look(), pauseMs);
  }

  /** A measure that fails says nothing; the exec that runs meanwhile tells what is wrong. */
  async #look(): Promise<void> {
    const startedAt = performance.now();
    try {
      const { diskBytes } = await this.#engine.usage(this.#container);
      if (diskBytes > this.#limitBytes && !this.#stopped) {
        this.overLimit = true;
        await this.#engine.stopContainer(this.#container);
        return;
      }
    } catch {
      // The container is just stopped or gone, or the engine is.
    }
    const measuringMs = performance.now() - startedAt;
    this.#schedule(Math.max(SHORTEST_PAUSE_MS, measuringMs * PAUSE_PER_MEASURING));
  }
}
