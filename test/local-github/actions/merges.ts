import { resolveCommit } from "../git/bare-repository.ts";
import { commitTree, type Person } from "../git/commits.ts";
import { gitText } from "../git/run.ts";
import { refused } from "../http/errors.ts";
import type { Account } from "../state/accounts.ts";
import type { PullRequest } from "../state/pull-requests.ts";
import type { World } from "../state/world.ts";
import { sendPullRequestEvent } from "../webhooks/pull-request-events.ts";
import type { Sending } from "../webhooks/webhooks.ts";
import { markState } from "./issues.ts";
import { moveRef } from "./pushes.ts";

/** Merges with a merge commit, as the button does. */
export async function mergePullRequest(
  world: World,
  pull: PullRequest,
  by: Account,
  author: Person,
  sending: Sending = {},
): Promise<string> {
  const { repository, ref } = pull.base;
  const { folder } = repository;
  const base = await resolveCommit(folder, `refs/heads/${ref}`);
  if (base === undefined) throw refused(`There is no branch ${ref} any more`);
  const tree = await gitText(folder, ["merge-tree", "--write-tree", base, pull.head.sha]);
  const message = `Merge pull request #${pull.number} from ${pull.head.ref}\n\n${pull.issue.title}\n`;
  const commit = { parents: [base, pull.head.sha], message, author };
  const merged = await commitTree(folder, commit, tree.split("\n")[0] ?? "");
  markState(world, pull.issue, by, "closed");
  pull.mergedAt = pull.issue.closedAt;
  pull.mergedBy = by;
  pull.mergeCommit = merged;
  await moveRef(world, repository, { ref: `refs/heads/${ref}`, target: merged }, by, sending);
  await sendPullRequestEvent(world, "closed", pull, by, sending);
  return merged;
}
