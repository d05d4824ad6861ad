import type { IncomingMessage } from "node:http";

export interface BodyLimits {
  /** Of one body. */
  readonly maxBytes: number;
  /** Of all bodies that are held at once. */
  readonly maxBytesHeld: number;
}

export type BodyRefusal = "too large" | "no room";

/** Reads bodies of requests into memory, within what one may have and what all may have together. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** The body counts as held until `use` has settled. Null where it was used. */
  async read(
    request: IncomingMessage,
    use: (body: string) => Promise<void>,
  ): Promise<BodyRefusal | null> {
    // By what it says of itself; who says nothing, or lies, is cut off on the way.
    const announced = this.#refusal(0, Number(request.headers["content-length"] ?? 0));
    if (announced !== null) return announced;
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      // Left open for the answer where the rest is not wanted.
      for await (const part of request.iterator({ destroyOnReturn: false })) {
        const chunk = Buffer.from(part);
        const refusal = this.#refusal(bytes, chunk.length);
        if (refusal !== null) return refusal;
        bytes += chunk.length;
        this.#held += chunk.length;
        parts.push(chunk);
      }
      await use(Buffer.concat(parts).toString("utf8"));
      return null;
    } finally {
      this.#held -= bytes;
    }
  }

  #refusal(bytes: number, more: number): BodyRefusal | null {
    if (bytes + more > this.#limits.maxBytes) return "too large";
    return this.#held + more > this.#limits.maxBytesHeld ? "no room" : null;
  }
}
