import { fetchCommit, resolveCommit, setRef } from "../git/bare-repository.ts";
import { countBetween } from "../git/log.ts";
import { unprocessable, validationFailed } from "../http/errors.ts";
import type { Account } from "../state/accounts.ts";
import { pullsFrom, type PullRequest } from "../state/pull-requests.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { sendPullRequestEvent } from "../webhooks/pull-request-events.ts";
import type { Sending } from "../webhooks/webhooks.ts";
import { addIssue, changesOf, markState, type NewIssue } from "./issues.ts";

export interface NewPullRequest extends NewIssue {
  readonly base: string;
  readonly head: string;
  readonly headRepository: Repository;
  readonly draft?: boolean;
}

export async function openPullRequest(
  world: World,
  repository: Repository,
  input: NewPullRequest,
  sending: Sending = {},
): Promise<PullRequest> {
  const tips = await tipsOf(repository, input);
  const issue = addIssue(world, repository, input);
  const pull: PullRequest = {
    ...world.ids.next("pullRequest"),
    issue,
    number: issue.number,
    base: { repository, ref: input.base, sha: tips.base },
    head: { repository: input.headRepository, ref: input.head, sha: tips.head },
    reviews: [],
    comments: [],
    draft: input.draft ?? false,
    mergedAt: null,
    mergedBy: undefined,
    mergeCommit: null,
  };
  issue.pull = pull;
  repository.pulls.set(pull.number, pull);
  await keepHead(pull);
  await sendPullRequestEvent(world, "opened", pull, input.author, sending);
  return pull;
}

async function tipsOf(
  repository: Repository,
  input: NewPullRequest,
): Promise<{ base: string; head: string }> {
  const { folder } = repository;
  const base = await resolveCommit(folder, `refs/heads/${input.base}`);
  if (base === undefined) throw invalid("base");
  const head = await resolveCommit(input.headRepository.folder, `refs/heads/${input.head}`);
  if (head === undefined) throw invalid("head");
  await fetchCommit(folder, input.headRepository.folder, head);
  if ((await countBetween(folder, base, head)) === 0) {
    throw custom(`No commits between ${input.base} and ${input.head}`);
  }
  const twin = pullsFrom(repository, input.headRepository, input.head).find(
    (pull) => pull.base.ref === input.base,
  );
  const label = `${input.headRepository.owner.login}:${input.head}`;
  if (twin) throw custom(`A pull request already exists for ${label}.`);
  return { base, head };
}

function invalid(field: string): Error {
  return validationFailed({ resource: "PullRequest", field, code: "invalid" });
}

function custom(message: string): Error {
  return validationFailed({ resource: "PullRequest", code: "custom", field: "base", message });
}

/** `refs/pull/N/head` of the base repository, and with it the objects of a fork. */
async function keepHead(pull: PullRequest): Promise<void> {
  const { folder } = pull.base.repository;
  const ref = `refs/pull/${pull.number}/head`;
  if (pull.head.repository.folder !== folder) {
    await fetchCommit(folder, pull.head.repository.folder, pull.head.sha, ref);
  } else await setRef(folder, ref, pull.head.sha);
}

/** Follows the branch that a pull request comes from. */
export async function synchronize(
  world: World,
  pull: PullRequest,
  after: string,
  by: Account,
  sending: Sending = {},
): Promise<void> {
  const before = pull.head.sha;
  pull.head.sha = after;
  const base = await resolveCommit(pull.base.repository.folder, `refs/heads/${pull.base.ref}`);
  pull.base.sha = base ?? pull.base.sha;
  pull.issue.updatedAt = world.clock.timestamp();
  await keepHead(pull);
  await sendPullRequestEvent(world, "synchronize", pull, by, sending, { before, after });
}

export async function setPullRequestState(
  world: World,
  pull: PullRequest,
  by: Account,
  state: "open" | "closed",
  sending: Sending = {},
): Promise<void> {
  if (pull.issue.state === state) return;
  if (pull.mergedAt !== null) throw unprocessable("Pull request is merged");
  markState(world, pull.issue, by, state);
  await sendPullRequestEvent(world, state === "open" ? "reopened" : "closed", pull, by, sending);
}

export async function editPullRequest(
  world: World,
  pull: PullRequest,
  by: Account,
  edit: { readonly title?: string; readonly body?: string | null },
  sending: Sending = {},
): Promise<void> {
  const changes = changesOf(pull.issue, edit);
  pull.issue.title = edit.title ?? pull.issue.title;
  pull.issue.body = edit.body === undefined ? pull.issue.body : edit.body;
  pull.issue.updatedAt = world.clock.timestamp();
  await sendPullRequestEvent(world, "edited", pull, by, sending, { changes });
}
