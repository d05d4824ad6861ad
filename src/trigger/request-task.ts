import type { Command } from "../command/command.ts";
import { findMention } from "../command/mention.ts";
import { parseCommand } from "../command/parse-command.ts";
import type { GitHubRepository, Reactable } from "../github/github.ts";
import * as replies from "../publish/replies.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../task/task.ts";
import { mayAsk } from "./authorize.ts";
import { chooseCommit, type Chosen, type NoCommit } from "./choose-commit.ts";
import type { MentionRequest } from "./mention-request.ts";
import { mayTell } from "./tell-once.ts";

const LONGEST_TITLE = 100;

export interface RequestContext {
  readonly request: MentionRequest;
  readonly handle: string;
  readonly github: GitHubRepository;
  readonly store: Store;
}

/** What is to be done about a mention, once it is known who asks for what. */
export type RequestOutcome =
  | { readonly kind: "task"; readonly task: Task }
  | { readonly kind: "reply"; readonly body: string }
  | { readonly kind: "nothing" };

/**
 * From somebody's words to a task. Asks GitHub who they are before anything they say is obeyed;
 * done twice, it makes one task.
 */
export async function requestTask(context: RequestContext): Promise<RequestOutcome> {
  const { request, handle, github } = context;
  // Who they are comes first: reading hostile Markdown takes time, which not everybody may take.
  if (!mayAsk(await github.roleOf(request.author.login))) return replyToStranger(context);
  const mention = findMention(request.body, handle);
  if (mention === null) return { kind: "nothing" };
  await acknowledge(github, request);
  const command = parseCommand(mention.text);
  if (!command.ok) return reply(request, replies.commandProblem(command.failure, handle));
  switch (command.value.kind) {
    case "help":
      return reply(request, replies.help(handle));
    case "prompt":
      return reply(request, replies.noAgentForText(handle));
    case "run":
      return createTask(context, command.value, hasMore(mention.text, handle));
  }
}

function reply({ author, source }: MentionRequest, body: string): RequestOutcome {
  return {
    kind: "reply",
    body: replies.addressed({ login: author.login, source: source.kind }, body),
  };
}

async function replyToStranger(context: RequestContext): Promise<RequestOutcome> {
  const { request, store } = context;
  if (!(await mayTell(store.webhooks, context, "not-allowed"))) return { kind: "nothing" };
  return { kind: "reply", body: replies.notAllowed(request.author.login) };
}

/** Puts the eyes on what was written. GitHub has no reactions on reviews. */
async function acknowledge(github: GitHubRepository, request: MentionRequest): Promise<void> {
  const { kind, id } = request.source;
  if (kind === "review") return;
  const target: Reactable =
    kind === "issue" ? { kind, number: request.thread.number } : { kind, id };
  await github.react(target, "eyes");
}

async function createTask(
  context: RequestContext,
  command: Command & { readonly kind: "run" },
  isAskedMore: boolean,
): Promise<RequestOutcome> {
  const { request, handle, github, store } = context;
  const named = command.commit;
  const chosen = await chooseCommit(github, store.webhooks, { request, named });
  if (!chosen.ok) return reply(request, noCommitReply(handle, command, chosen.failure));
  const notices = leftAlone(command, isAskedMore);
  const { task } = await store.tasks.create(newTask(request, command, chosen.value, notices));
  return { kind: "task", task };
}

/** Whether the app is called once more on the lines below a mention. */
function hasMore(behind: string, handle: string): boolean {
  const below = behind.replace(/^.*/, "");
  return findMention(below, handle) !== null;
}

/** What else was asked for, and is not done: said, lest somebody waits for it. */
function leftAlone({ leftOut }: Command & { readonly kind: "run" }, isAskedMore: boolean) {
  if (isAskedMore) return [replies.onlyOneMention()];
  return leftOut ? [replies.onlyOneLine()] : [];
}

function newTask(
  request: MentionRequest,
  { command }: Command & { readonly kind: "run" },
  chosen: Chosen,
  notices: readonly string[],
) {
  const [firstLine = ""] = command.split("\n");
  return {
    source: `${request.source.kind}:${request.source.id}`,
    repository: request.repository,
    installationId: request.installationId,
    prompt: command,
    title: firstLine.slice(0, LONGEST_TITLE),
    requestedBy: request.author.login,
    notices,
    ...chosen,
  };
}

function noCommitReply(handle: string, command: Command, why: NoCommit): string {
  switch (why.kind) {
    case "moved":
      return replies.commitMoved({ handle, command, askedAt: why.askedAt, head: why.head });
    case "head-unknown":
      return replies.forkHeadUnknown({ handle, command, head: why.head });
    case "empty-repository":
      return replies.emptyRepository();
    case "base-missing":
      return replies.baseMissing(why.base);
    case "pull-request-missing":
      return replies.pullRequestMissing();
    case "not-on-branch":
      return replies.notOnBranch(why.commit, why.branch);
    case "not-in-pull-request":
      return replies.notInPullRequest(why.commit);
  }
}
