import { deleteRef, isAncestor, refTarget, setRef } from "../git/bare-repository.ts";
import { NO_COMMIT } from "../git/commits.ts";
import { refused } from "../http/errors.ts";
import type { Account } from "../state/accounts.ts";
import { pullsFrom } from "../state/pull-requests.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { sendPushEvent, type RefChange } from "../webhooks/push-events.ts";
import type { Sending } from "../webhooks/webhooks.ts";
import { setPullRequestState, synchronize } from "./pull-requests.ts";

export interface RefMove {
  readonly ref: string;
  /** `undefined` deletes the ref. */
  readonly target: string | undefined;
  readonly force?: boolean;
}

/** Moves a ref as a push would: forward only, unless forced, and all that follows from it. */
export async function moveRef(
  world: World,
  repository: Repository,
  { ref, target, force = false }: RefMove,
  by: Account,
  sending: Sending = {},
): Promise<void> {
  const { folder } = repository;
  const before = (await refTarget(folder, ref)) ?? NO_COMMIT;
  if (before === (target ?? NO_COMMIT)) return;
  if (target === undefined) await deleteRef(folder, ref);
  else {
    const forward = force || before === NO_COMMIT || (await isAncestor(folder, before, target));
    if (!forward) throw refused("Update is not a fast forward");
    await setRef(folder, ref, target);
  }
  await afterPush(world, repository, { ref, before, after: target ?? NO_COMMIT }, by, sending);
}

/** What GitHub does once a ref has moved: it tells of the push, and pull requests follow. */
export async function afterPush(
  world: World,
  repository: Repository,
  change: RefChange,
  by: Account,
  sending: Sending = {},
): Promise<void> {
  repository.pushedAt = world.clock.timestamp();
  await sendPushEvent(world, repository, change, by, sending);
  const branch = /^refs\/heads\/(.+)$/.exec(change.ref)?.[1];
  if (branch === undefined) return;
  for (const base of world.repositories.all()) {
    for (const pull of pullsFrom(base, repository, branch)) {
      if (change.after === NO_COMMIT) await setPullRequestState(world, pull, by, "closed", sending);
      else await synchronize(world, pull, change.after, by, sending);
    }
  }
}
