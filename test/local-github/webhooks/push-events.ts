import { NO_COMMIT } from "../git/commits.ts";
import { isAncestor } from "../git/bare-repository.ts";
import { changedPaths, type ChangedPaths } from "../git/diff.ts";
import { commitsNotIn, readCommit, type CommitInfo } from "../git/log.ts";
import type { JsonObject } from "../payloads/json.ts";
import type { Account } from "../state/accounts.ts";
import { emailOf } from "../state/accounts.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import type { Sending } from "./webhooks.ts";

export interface RefChange {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export async function sendPushEvent(
  world: World,
  repository: Repository,
  change: RefChange,
  sender: Account,
  sending: Sending,
): Promise<void> {
  const event = { deliver: sending.deliver, event: "push", repository };
  if (!world.webhooks.hears(event)) return;
  const payload = await pushJson(world, repository, change, sender);
  world.webhooks.send({ ...event, sender, payload });
}

async function pushJson(
  world: World,
  repository: Repository,
  change: RefChange,
  sender: Account,
): Promise<JsonObject> {
  const { ref, before, after } = change;
  const [created, deleted] = [before === NO_COMMIT, after === NO_COMMIT];
  const page = world.links.page(repository);
  const commits = await pushedCommits(repository, change);
  const json = (commit: CommitInfo): Promise<JsonObject> => commitJson(world, repository, commit);
  return {
    ref,
    before,
    after,
    created,
    deleted,
    forced: !created && !deleted && !(await isAncestor(repository.folder, before, after)),
    base_ref: null,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: await Promise.all(commits.map(json)),
    head_commit: deleted ? null : await json(await readCommit(repository.folder, after)),
    pusher: { name: sender.login, email: emailOf(sender) },
  };
}

/** GitHub lists 2,048 at most, and for a new branch those that no other branch had. */
async function pushedCommits(
  { folder, defaultBranch }: Repository,
  { ref, before, after }: RefChange,
): Promise<CommitInfo[]> {
  if (after === NO_COMMIT) return [];
  const main = `refs/heads/${defaultBranch}`;
  const known = before !== NO_COMMIT ? before : ref === main ? undefined : main;
  const commits = await commitsNotIn(folder, after, known);
  return commits.slice(-2048);
}

async function commitJson(
  world: World,
  repository: Repository,
  commit: CommitInfo,
): Promise<JsonObject> {
  const { accounts, links } = world;
  const person = (who: CommitInfo["author"]): JsonObject => {
    const login = accounts.findByEmail(who.email)?.login;
    return { name: who.name, email: who.email, ...(login ? { username: login } : {}) };
  };
  const paths: ChangedPaths = await changedPaths(repository.folder, commit.sha);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${links.page(repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    ...paths,
  };
}
