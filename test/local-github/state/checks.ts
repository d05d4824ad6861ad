import type { Identity } from "./ids.ts";
import type { PullRequest } from "./pull-requests.ts";
import type { Repository } from "./repositories.ts";

export type CheckStatus =
  | "queued"
  | "in_progress"
  | "completed"
  | "waiting"
  | "requested"
  | "pending";

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** GitHub makes one for each commit that an app puts a check on. */
export interface CheckSuite extends Identity {
  readonly repository: Repository;
  readonly sha: string;
  readonly createdAt: string;
}

export interface CheckRun extends Identity {
  readonly suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  actions: readonly CheckAction[];
  /** Every update appends. */
  readonly annotations: Annotation[];
}

/** The open pull requests of the same repository that the commit is the head of. */
export function pullsOfCommit({ repository, sha }: CheckSuite): PullRequest[] {
  return [...repository.pulls.values()].filter(
    ({ head, issue }) =>
      issue.state === "open" && head.sha === sha && head.repository.id === repository.id,
  );
}
