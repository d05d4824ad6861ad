import type { Actor } from "../auth/actor.ts";
import type { JsonObject } from "../payloads/json.ts";
import type { Account } from "../state/accounts.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { ApiError } from "./errors.ts";
import type { Limits } from "./limits.ts";

interface CallParts {
  readonly world: World;
  readonly limits: Limits;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly url: string;
  readonly accept: string;
  readonly body: JsonObject;
  readonly repository: Repository | undefined;
}

/** One request that got as far as its handler: known, allowed, and of the right shape. */
export class Call {
  readonly world: World;
  readonly limits: Limits;
  readonly actor: Actor;
  readonly query: URLSearchParams;
  /** The address that was asked for, for the links to other pages. */
  readonly url: string;
  readonly accept: string;
  readonly #params: Readonly<Record<string, string>>;
  readonly #body: JsonObject;
  readonly #repository: Repository | undefined;

  constructor(parts: CallParts) {
    this.world = parts.world;
    this.limits = parts.limits;
    this.actor = parts.actor;
    this.query = parts.query;
    this.url = parts.url;
    this.accept = parts.accept;
    this.#params = parts.params;
    this.#body = parts.body;
    this.#repository = parts.repository;
  }

  get repository(): Repository {
    if (!this.#repository) throw new Error("this route has no repository");
    return this.#repository;
  }

  /** Who writes: an app writes as its bot. */
  get author(): Account {
    if (this.actor.kind === "anonymous") throw new ApiError(401, "Requires authentication");
    return this.world.app.bot;
  }

  /** Who looks: pending reviews are seen by their author alone. */
  get viewer(): Account | undefined {
    return this.actor.kind === "anonymous" ? undefined : this.world.app.bot;
  }

  param(name: string): string {
    const value = this.#params[name];
    if (value === undefined) throw new Error(`this route has no {${name}}`);
    return value;
  }

  number(name: string): number {
    return Number(this.param(name));
  }

  /** The body as JSON, which was held against the description before the handler was called. */
  get json(): string {
    return JSON.stringify(this.#body);
  }

  /** For what GitHub would do and this one cannot: better a loud stop than a quiet nothing. */
  refuseKeys(...keys: string[]): void {
    const given = keys.filter((key) => this.#body[key] !== undefined);
    if (given.length > 0) throw new Error(`local-github does not keep ${given.join(", ")}`);
  }

  refuseFilters(...names: string[]): void {
    const given = names.filter((name) => this.query.has(name));
    if (given.length > 0) throw new Error(`local-github does not filter by ${given.join(", ")}`);
  }
}
