import { SECONDARY_LIMIT_MESSAGE } from "./limits.ts";

/** Something that is to go wrong, on request. */
export interface Fault {
  readonly method?: string;
  /** A string is the whole path; both are held against it without `/api/v3`. */
  readonly path: string | RegExp;
  /** How many requests it hits; one unless said otherwise. */
  readonly times?: number;
  /** The answer instead of the real one. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /**
   * Waits before anything else, or with `afterHandling` before the answer. With nothing but this
   * the answer is the real one.
   */
  readonly delayMs?: number;
  /** Cuts the connection instead of answering. */
  readonly reset?: boolean;
  /**
   * The request does what it does first: a write has happened. Then comes `status`, or a late
   * answer, or (with neither) the connection is cut, so that the caller cannot know.
   */
  readonly afterHandling?: boolean;
}

type Matching = Pick<Fault, "method" | "path" | "times">;

export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  /** Returns how to call it off. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? 1 };
    this.#waiting.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  take(method: string, path: string): Fault | undefined {
    const entry = this.#waiting.find(({ fault, left }) => left > 0 && hits(fault, method, path));
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault;
  }
}

function hits(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  return typeof fault.path === "string" ? fault.path === path : fault.path.test(path);
}

export function isReset({ afterHandling, delayMs, reset, status }: Fault): boolean {
  return (
    reset === true || (afterHandling === true && status === undefined && delayMs === undefined)
  );
}

/** Whether something else is answered than what would be. */
export function isInstead(fault: Fault): boolean {
  return fault.status !== undefined || isReset(fault);
}

/** GitHub's answer to a client that writes too fast. */
export function secondaryRateLimit(matching: Matching, retryAfterSeconds = 60): Fault {
  return {
    ...matching,
    status: 403,
    headers: { "retry-after": String(retryAfterSeconds) },
    body: { message: SECONDARY_LIMIT_MESSAGE },
  };
}

/** GitHub's answer once the hour's requests are used up. */
export function primaryRateLimit(matching: Matching, resetsAt: Date): Fault {
  return {
    ...matching,
    status: 403,
    headers: {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(resetsAt.getTime() / 1000)),
    },
    body: { message: "API rate limit exceeded for installation." },
  };
}
