import { failure, success, type Result } from "../errors.ts";
import type { GitHubRepository, PullRequest } from "../github/github.ts";
import type { WebhookStore } from "../store/store.ts";
import type { DefinitionSource, Thread } from "../task/task.ts";
import type { MentionRequest } from "./mention-request.ts";

/** On what a task runs, fixed when it was asked for. */
export interface Chosen {
  readonly thread: Thread;
  /** Full commit ids. */
  readonly commit: string;
  readonly definition: DefinitionSource;
}

/** Why no commit can be chosen for what was asked. */
export type NoCommit =
  | { readonly kind: "empty-repository" }
  | { readonly kind: "base-missing"; readonly base: string }
  | { readonly kind: "pull-request-missing" }
  | { readonly kind: "not-on-branch"; readonly commit: string; readonly branch: string }
  | { readonly kind: "not-in-pull-request"; readonly commit: string }
  | { readonly kind: "moved"; readonly askedAt: string; readonly head: string }
  | { readonly kind: "head-unknown"; readonly head: string };

export interface CommitQuestion {
  readonly request: MentionRequest;
  /** What was typed behind `--commit`; null where nothing was. */
  readonly named: string | null;
}

export async function chooseCommit(
  github: GitHubRepository,
  webhooks: WebhookStore,
  question: CommitQuestion,
): Promise<Result<Chosen, NoCommit>> {
  const { kind, number } = question.request.thread;
  if (kind === "issue") return chooseOnDefaultBranch(github, question);
  const pullRequest = await github.pullRequest(number);
  if (pullRequest === null) return failure({ kind: "pull-request-missing" });
  const thread = threadOf(pullRequest, question.request.repository.id);
  const commit = await chooseInPullRequest(github, webhooks, { question, pullRequest, thread });
  if (!commit.ok) return commit;
  const definition = await definitionFor(github, pullRequest, thread, commit.value);
  if (!definition.ok) return definition;
  return success({ thread, commit: commit.value, definition: definition.value });
}

async function chooseOnDefaultBranch(
  github: GitHubRepository,
  { request, named }: CommitQuestion,
): Promise<Result<Chosen, NoCommit>> {
  const { defaultBranch } = await github.details();
  const head = await github.branchCommit(defaultBranch);
  if (head === null) return failure({ kind: "empty-repository" });
  const thread: Thread = { kind: "issue", number: request.thread.number };
  const definition = { commit: head, from: "base" } as const;
  if (named === null || head.startsWith(named)) {
    return success({ thread, commit: head, definition });
  }
  // By its full id only: a short one could be that of a commit of any fork.
  const full = named.length === 40;
  if (!full || !(await github.isOnBranch(named, defaultBranch))) {
    return failure({ kind: "not-on-branch", commit: named, branch: defaultBranch });
  }
  return success({ thread, commit: named, definition });
}

type PullRequestThread = Thread & { readonly kind: "pull-request" };

function threadOf(pullRequest: PullRequest, repositoryId: number): PullRequestThread {
  const { number, base } = pullRequest;
  const fromHere = pullRequest.headRepositoryId === repositoryId;
  const origin = fromHere ? (pullRequest.authorIsBot ? "bot" : "repository") : "fork";
  return { kind: "pull-request", number, base, origin };
}

/**
 * A comment carries no commit, and its author saw one: the head that the last delivery before the
 * comment told of. A fork's branch is in hands that may not ask, so there it must be known and
 * still be the head; else whoever pushes right after the comment chooses what runs.
 */
async function chooseInPullRequest(
  github: GitHubRepository,
  webhooks: WebhookStore,
  asked: { question: CommitQuestion; pullRequest: PullRequest; thread: PullRequestThread },
): Promise<Result<string, NoCommit>> {
  const { request, named } = asked.question;
  const head = asked.pullRequest.headCommit;
  if (named !== null) return namedInPullRequest(github, asked.pullRequest, named);
  const writtenAt = new Date(request.writtenAt);
  const seen = await webhooks.headAt(request.repository.id, request.thread.number, writtenAt);
  if (asked.thread.origin !== "fork") return success(seen?.commit ?? head);
  if (seen === null) return failure({ kind: "head-unknown", head });
  if (seen.commit !== head) return failure({ kind: "moved", askedAt: seen.commit, head });
  return success(head);
}

async function namedInPullRequest(
  github: GitHubRepository,
  { number, headCommit }: PullRequest,
  named: string,
): Promise<Result<string, NoCommit>> {
  if (headCommit.startsWith(named)) return success(headCommit);
  const commits = await github.pullRequestCommits(number);
  const found = commits.filter((commit) => commit.startsWith(named));
  const [commit] = found;
  return commit !== undefined && found.length === 1
    ? success(commit)
    : failure({ kind: "not-in-pull-request", commit: named });
}

/**
 * The definition, and the code that setup runs, come from the base branch, so that a pull request
 * runs in what its reviewers have agreed to. One of the repository's own people may change
 * `.codex/` in theirs, and then it is tried as it will be.
 */
async function definitionFor(
  github: GitHubRepository,
  pullRequest: PullRequest,
  thread: PullRequestThread,
  commit: string,
): Promise<Result<DefinitionSource, NoCommit>> {
  if (thread.origin === "repository") {
    const files = await github.pullRequestFiles(pullRequest.number);
    const changes = files.some(
      ({ path, previousPath }) =>
        path.startsWith(".codex/") || previousPath?.startsWith(".codex/") === true,
    );
    if (changes) return success({ commit, from: "head" });
  }
  const base = await github.branchCommit(pullRequest.base);
  if (base === null) return failure({ kind: "base-missing", base: pullRequest.base });
  return success({ commit: base, from: "base" });
}
