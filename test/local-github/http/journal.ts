import type { Actor } from "../auth/actor.ts";

/** One request that reached this GitHub, without its secrets. */
export interface RequestEntry {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0 where the connection was cut. */
  readonly status: number;
  readonly by: Actor["kind"];
  readonly installationId: number | undefined;
  readonly userAgent: string | undefined;
}

/** A request that is not what GitHub's description says. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  readonly problems: readonly string[];
}

/** Everything that a test may want to look back at. */
export class Journal {
  readonly requests: RequestEntry[] = [];
  /** Calls that GitHub may know and this one does not. */
  readonly unknownRequests: { readonly method: string; readonly path: string }[] = [];
  readonly violations: Violation[] = [];
  /** Where local-github itself is wrong: an answer or a webhook of a shape that is not GitHub's. */
  readonly mistakes: string[] = [];
}
