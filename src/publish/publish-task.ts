import type { GitHubRepository, NewReview, Posted } from "../github/github.ts";
import type { TaskResult } from "../store/store.ts";
import type { PhaseRecord } from "../task/phase.ts";
import type { TaskReport } from "../task/report.ts";
import type { Task } from "../task/task.ts";
import { findMarker } from "./marker.ts";
import { parseShownDiff } from "./parse-shown-diff.ts";
import { placeSuggestions, type Placement } from "./placement.ts";
import { postReply } from "./post-reply.ts";
import * as replies from "./replies.ts";
import { renderReview, type RenderedReview } from "./review.ts";

export interface Publication {
  readonly task: Task;
  readonly result: TaskResult;
  readonly phases: readonly PhaseRecord[];
  readonly handle: string;
}

/** By so much a clock is hardly ever wrong; a few more comments are looked through for it. */
const CLOCKS_APART_MS = 24 * 60 * 60_000;

const NO_SUGGESTIONS: Placement = { suggestions: [], leftOut: 0 };

/**
 * Posts a task's answer and returns its URL. What stands there already, by its marker, is not
 * posted again, so that this may be repeated after any failure.
 */
export async function publishTask(
  github: GitHubRepository,
  publication: Publication,
): Promise<string> {
  const { task } = publication;
  const posted = await alreadyPosted(github, task);
  const answer = posted.get(1) ?? (await postAnswer(github, publication));
  const { furtherComments } = render(publication, NO_SUGGESTIONS);
  for (const [index, body] of furtherComments.entries()) {
    if (!posted.has(index + 2)) await postComment(github, task, body);
  }
  return answer.url;
}

/** Says that there is a result which could not be posted; once, however often it is repeated. */
export async function publishFailure(github: GitHubRepository, task: Task): Promise<void> {
  const answered = {
    thread: task.thread,
    source: { kind: "task", id: task.id },
    writtenAt: earliestAnswer(task).toISOString(),
  };
  await postReply(github, answered, replies.resultNotShown(task.id));
}

/** From when on GitHub may have an answer to a task: by its clock, which need not agree with ours. */
function earliestAnswer({ createdAt }: Task): Date {
  return new Date(Date.parse(createdAt) - CLOCKS_APART_MS);
}

/** Our own texts about this task, by their part. */
async function alreadyPosted(
  github: GitHubRepository,
  task: Task,
): Promise<ReadonlyMap<number, Posted>> {
  const { id, thread } = task;
  const texts = [...(await github.ownComments(thread.number, earliestAnswer(task)))];
  if (thread.kind === "pull-request") texts.push(...(await github.ownReviews(thread.number)));
  const posted = new Map<number, Posted>();
  for (const text of texts) {
    const marker = findMarker(text.body);
    if (marker?.taskId === id) posted.set(marker.part, text);
  }
  return posted;
}

function render(publication: Publication, placement: Placement | "moved"): RenderedReview {
  const { handle } = publication;
  const report = reportOf(publication);
  if (placement === "moved") return renderReview(report, { handle, suggestions: "moved" });
  const { suggestions, leftOut } = placement;
  return renderReview(report, { handle, suggestions: { placed: suggestions.length, leftOut } });
}

function reportOf({ task, result, phases }: Publication): TaskReport {
  return {
    taskId: task.id,
    prompt: task.prompt,
    requestedBy: task.requestedBy,
    commit: task.commit,
    phases,
    ...result,
  };
}

/** Suggestions fit while the commit is still the pull request's head, on lines of its diff. */
async function placementFor(
  github: GitHubRepository,
  { task, result }: Publication,
): Promise<Placement | "moved"> {
  if (task.thread.kind !== "pull-request" || result.diff === null) return NO_SUGGESTIONS;
  const pullRequest = await github.pullRequest(task.thread.number);
  if (pullRequest === null || !pullRequest.open) return NO_SUGGESTIONS;
  if (pullRequest.headCommit !== task.commit) return "moved";
  const { files: taskDiff } = parseShownDiff(result.diff);
  if (taskDiff === null) return NO_SUGGESTIONS;
  const pullRequestFiles = await github.pullRequestFiles(task.thread.number);
  return placeSuggestions({ taskDiff, pullRequestFiles });
}

async function postAnswer(github: GitHubRepository, publication: Publication): Promise<Posted> {
  const { task } = publication;
  const plain = render(publication, NO_SUGGESTIONS);
  if (task.thread.kind === "issue") return postComment(github, task, plain.body);
  const placement = await placementFor(github, publication);
  const { body } = render(publication, placement);
  const { commit } = task;
  const comments = placement === "moved" ? [] : placement.suggestions;
  return (
    (await tryReview(github, task, { commit, body, comments })) ??
    // A push in the last moment, or a line that GitHub counts otherwise than we: the diff says it.
    (await tryReview(github, task, { commit, body: plain.body, comments: [] })) ??
    // The commit is not in the pull request any more.
    postComment(github, task, plain.body)
  );
}

async function tryReview(
  github: GitHubRepository,
  task: Task,
  review: NewReview,
): Promise<Posted | null> {
  const posted = await github.createReview(task.thread.number, review);
  return posted.ok ? posted.value : null;
}

async function postComment(github: GitHubRepository, task: Task, body: string): Promise<Posted> {
  const posted = await github.createComment(task.thread.number, body);
  if (posted.ok) return posted.value;
  throw new Error(`GitHub did not take the answer to ${task.id}: ${posted.failure.detail}`);
}
