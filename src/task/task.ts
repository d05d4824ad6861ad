import type { EnvironmentId, TaskId } from "./ids.ts";
import type { Outcome, TaskStatus } from "./outcome.ts";
import type { RunFailure } from "./report.ts";

/** A repository by GitHub's number for it; owner and name are what they were when it was asked. */
export interface RepositoryRef {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** The issue or the pull request that a task belongs to. */
export type Thread =
  | { readonly kind: "issue"; readonly number: number }
  | {
      readonly kind: "pull-request";
      readonly number: number;
      /** The branch that it is to be merged into. */
      readonly base: string;
      /** Whose code it brings: a fork's and a bot's is trusted less than the repository's own. */
      readonly origin: "repository" | "fork" | "bot";
    };

/** Which definition a task runs under, and with whose code `setup` runs: the same commit's. */
export interface DefinitionSource {
  /** A full commit id. */
  readonly commit: string;
  /** `base`: of the branch that the work is for. `head`: the pull request's own, which changed it. */
  readonly from: "base" | "head";
}

export interface Task {
  readonly id: TaskId;
  readonly repository: RepositoryRef;
  /** GitHub's number of the app's installation on the repository. */
  readonly installationId: number;
  readonly environmentId: EnvironmentId;
  /** `owner/repo` or `owner/repo#NAME`. */
  readonly environmentLabel: string;
  readonly thread: Thread;
  /** What the agent is to do: for the `command` agent, what bash runs. Hostile text. */
  readonly prompt: string;
  readonly title: string;
  /** The full id of the commit that was asked about. */
  readonly commit: string;
  readonly definition: DefinitionSource;
  /** Login of who asked. */
  readonly requestedBy: string;
  readonly status: TaskStatus;
  readonly outcome: Outcome | null;
  readonly startedFrom: "cold" | "snapshot" | null;
  readonly failure: RunFailure | null;
  /** Sentences for the reader of the review; before it has run, of how it was asked for. */
  readonly notices: readonly string[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A task as it is asked for. */
export type NewTask = Pick<
  Task,
  | "repository"
  | "installationId"
  | "thread"
  | "prompt"
  | "title"
  | "commit"
  | "definition"
  | "requestedBy"
  | "notices"
> & {
  /** What asked for it, so that asking twice makes one task: `comment:123`. */
  readonly source: string;
};
