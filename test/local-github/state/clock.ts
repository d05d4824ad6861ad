/**
 * Two clocks, since two things are judged by time. `now` is GitHub's own: tokens expire by it,
 * and `advance` moves it. `machine` is what JWTs are judged by and what the `Date` header says:
 * the app under test signs with the machine's clock, and `skew` sets the two apart.
 */
export class Clock {
  #advanced = 0;
  #skewed = 0;

  now(): Date {
    return new Date(Date.now() + this.#advanced);
  }

  machine(): Date {
    return new Date(Date.now() + this.#skewed);
  }

  advance(ms: number): void {
    this.#advanced += ms;
  }

  skew(ms: number): void {
    this.#skewed = ms;
  }

  timestamp(): string {
    return timestampOf(this.now());
  }
}

/** ISO 8601 in whole seconds, as GitHub writes it. */
export function timestampOf(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
