import type { Actor } from "../auth/actor.ts";
import type { Clock } from "../state/clock.ts";
import { ApiError } from "./errors.ts";

export interface LimitSettings {
  /** Requests an hour. */
  readonly hourly: number;
  /** Whether writing too fast is refused: 80 writes a minute, 500 an hour. */
  readonly secondary: boolean;
}

export interface RateLimit {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** In seconds since 1970. */
  readonly reset: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WRITES_A_MINUTE = 80;
const WRITES_AN_HOUR = 500;
const ANONYMOUS_HOURLY = 60;

export const SECONDARY_LIMIT_MESSAGE =
  "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.";

interface Account {
  windowStart: number;
  used: number;
  writes: number[];
}

/** Counts what each caller did, by GitHub's own clock. */
export class Limits {
  readonly #clock: Clock;
  readonly #settings: LimitSettings;
  readonly #callers = new Map<string, Account>();

  constructor(clock: Clock, settings: LimitSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Counts a request; throws GitHub's refusal where it is one too many. */
  count(actor: Actor, writes: boolean): void {
    const caller = this.#callerOf(actor);
    caller.used += 1;
    if (caller.used > this.#hourly(actor)) throw primaryLimit();
    if (writes && this.#settings.secondary) this.#countWrite(caller);
  }

  of(actor: Actor): RateLimit {
    const caller = this.#callerOf(actor);
    const limit = this.#hourly(actor);
    return {
      limit,
      used: caller.used,
      remaining: Math.max(0, limit - caller.used),
      reset: Math.ceil((caller.windowStart + HOUR) / 1000),
    };
  }

  headers(actor: Actor): Record<string, string> {
    const { limit, used, remaining, reset } = this.of(actor);
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": String(reset),
      "x-ratelimit-resource": "core",
      "x-ratelimit-used": String(used),
    };
  }

  #hourly(actor: Actor): number {
    return actor.kind === "anonymous" ? ANONYMOUS_HOURLY : this.#settings.hourly;
  }

  #callerOf(actor: Actor): Account {
    const now = this.#clock.now().getTime();
    const key = actor.kind === "installation" ? String(actor.token.installation.id) : actor.kind;
    const known = this.#callers.get(key);
    if (known && now < known.windowStart + HOUR) return known;
    const caller = { windowStart: now, used: 0, writes: known?.writes ?? [] };
    this.#callers.set(key, caller);
    return caller;
  }

  #countWrite(caller: Account): void {
    const now = this.#clock.now().getTime();
    const within = (span: number): number[] => caller.writes.filter((at) => at > now - span);
    const [minute, hour] = [within(MINUTE), within(HOUR)];
    if (minute.length >= WRITES_A_MINUTE || hour.length >= WRITES_AN_HOUR) {
      const [oldest = now, span] =
        minute.length >= WRITES_A_MINUTE ? [minute[0], MINUTE] : [hour[0], HOUR];
      throw secondaryLimit(Math.max(1, Math.ceil((oldest + span - now) / 1000)));
    }
    caller.writes = [...hour, now];
  }
}

function primaryLimit(): ApiError {
  return new ApiError(403, "API rate limit exceeded for installation.");
}

function secondaryLimit(retryAfter: number): ApiError {
  return new ApiError(403, SECONDARY_LIMIT_MESSAGE, {
    headers: { "retry-after": String(retryAfter) },
  });
}
