import { resolveCommit } from "../git/bare-repository.ts";
import { refused } from "../http/errors.ts";
import type { Account } from "../state/accounts.ts";
import type {
  Annotation,
  CheckAction,
  CheckRun,
  CheckStatus,
  CheckSuite,
} from "../state/checks.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { sendCheckRunEvent } from "../webhooks/check-run-events.ts";
import type { Sending } from "../webhooks/webhooks.ts";

/** As the API takes them, names and all. */
export interface CheckRunChange {
  readonly name?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly status?: CheckStatus;
  readonly conclusion?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary?: string;
    readonly text?: string;
    readonly annotations?: readonly Annotation[];
  };
  readonly actions?: readonly CheckAction[];
}

const MAX_OUTPUT_BYTES = 65_535;

export async function createCheckRun(
  world: World,
  repository: Repository,
  sha: string,
  change: CheckRunChange & { readonly name: string },
): Promise<CheckRun> {
  checkChange(change);
  const commit = /^[0-9a-f]{40}$/.test(sha)
    ? await resolveCommit(repository.folder, sha)
    : undefined;
  if (commit === undefined) throw refused(`No commit found for SHA: ${sha}`);
  const run: CheckRun = {
    ...world.ids.next("checkRun"),
    suite: suiteOf(world, repository, sha),
    name: change.name,
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAt: world.clock.timestamp(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    actions: [],
    annotations: [],
  };
  apply(world, run, change);
  repository.checkRuns.push(run);
  sendCheckRunEvent(world, "created", run, world.app.bot, {});
  if (run.status === "completed") sendCheckRunEvent(world, "completed", run, world.app.bot, {});
  return run;
}

export function updateCheckRun(world: World, run: CheckRun, change: CheckRunChange): void {
  checkChange(change);
  const wasCompleted = run.status === "completed";
  apply(world, run, change);
  if (run.status === "completed" && !wasCompleted) {
    sendCheckRunEvent(world, "completed", run, world.app.bot, {});
  }
}

/** A person pressed "Re-run", or a button that the check run has. */
export function rerequestCheckRun(
  world: World,
  run: CheckRun,
  by: Account,
  sending: Sending = {},
  action?: string,
): void {
  if (action === undefined) sendCheckRunEvent(world, "rerequested", run, by, sending);
  else {
    const requested_action = { identifier: action };
    sendCheckRunEvent(world, "requested_action", run, by, sending, { requested_action });
  }
}

function suiteOf(world: World, repository: Repository, sha: string): CheckSuite {
  const there = repository.checkSuites.find((suite) => suite.sha === sha);
  if (there) return there;
  const createdAt = world.clock.timestamp();
  const suite = { ...world.ids.next("checkSuite"), repository, sha, createdAt };
  repository.checkSuites.push(suite);
  return suite;
}

function checkChange(change: CheckRunChange): void {
  const { status, conclusion, output } = change;
  if (status === "completed" && conclusion === undefined) {
    throw refused('Invalid request.\n\n"conclusion" wasn\'t supplied.');
  }
  if (conclusion === "stale") {
    throw refused("Invalid request.\n\nOnly GitHub can mark a check run as stale.");
  }
  for (const text of [output?.summary, output?.text]) checkLength(text);
  for (const annotation of output?.annotations ?? []) checkAnnotation(annotation);
}

function checkLength(text = ""): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_OUTPUT_BYTES) return;
  throw refused(
    `Invalid request.\n\nOnly ${MAX_OUTPUT_BYTES} characters are allowed; ${bytes} were supplied.`,
  );
}

function checkAnnotation(annotation: Annotation): void {
  const { start_line: start, end_line: end, start_column: from, end_column: to } = annotation;
  if (end < start) throw refused("Invalid request.\n\nend_line must not precede start_line.");
  if (start !== end && (from !== undefined || to !== undefined)) {
    throw refused(
      "Invalid request.\n\nstart_column and end_column need start_line and end_line to be the same.",
    );
  }
}

function apply(world: World, run: CheckRun, change: CheckRunChange): void {
  const { output } = change;
  run.name = change.name ?? run.name;
  run.detailsUrl = change.details_url ?? run.detailsUrl;
  run.externalId = change.external_id ?? run.externalId;
  run.startedAt = change.started_at ?? run.startedAt;
  run.actions = change.actions ?? run.actions;
  run.title = output?.title ?? run.title;
  run.summary = output?.summary ?? run.summary;
  run.text = output?.text ?? run.text;
  run.annotations.push(...(output?.annotations ?? []));
  applyStatus(world, run, change);
}

/** A conclusion completes a run; taking the status back takes the conclusion away. */
function applyStatus(world: World, run: CheckRun, change: CheckRunChange): void {
  if (change.conclusion !== undefined) {
    run.status = "completed";
    run.conclusion = change.conclusion;
    run.completedAt = change.completed_at ?? world.clock.timestamp();
  } else if (change.status !== undefined) {
    run.status = change.status;
    run.conclusion = null;
    run.completedAt = null;
  }
}
