/**
 * Failure as a value. What a user's repository, command or request did wrong travels as
 * a `Result`; an exception is for our own faults and for the outside failing under us.
 */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

export function success<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function failure<Failure>(reason: Failure): {
  readonly ok: false;
  readonly failure: Failure;
} {
  return { ok: false, failure: reason };
}

/**
 * Something outside us did not answer as it should (the container engine, GitHub, git, the
 * disk), so that the work may be tried again.
 *
 * `retryAfterMs` is set where the other side said how long to wait.
 */
export class TransientError extends Error {
  override readonly name: string = "TransientError";
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The message of anything that was thrown, for a log line or a sentence to a person. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
