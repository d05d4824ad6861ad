import { join } from "node:path";
import { createBareRepository, fetchCommit, listRefs } from "../git/bare-repository.ts";
import { installationJson } from "../payloads/app.ts";
import type { Account } from "../state/accounts.ts";
import type { Permissions } from "../state/app.ts";
import type { Installation } from "../state/installations.ts";
import { fullNameOf } from "../state/links.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import type { Sending } from "../webhooks/webhooks.ts";

export interface NewRepository {
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly parent?: Repository;
}

export async function addRepository(world: World, input: NewRepository): Promise<Repository> {
  const { owner, name, defaultBranch } = input;
  if (world.repositories.find(owner.login, name)) {
    throw new Error(`${owner.login}/${name} is there already`);
  }
  const identity = world.ids.next("repository");
  const now = world.clock.timestamp();
  const repository: Repository = {
    ...identity,
    owner,
    name,
    private: input.private,
    defaultBranch,
    parent: input.parent,
    folder: join(world.folder, `${identity.id}.git`),
    createdAt: now,
    pushedAt: now,
    roles: new Map(),
    issues: new Map(),
    pulls: new Map(),
    checkRuns: [],
    checkSuites: [],
    deleted: false,
  };
  await createBareRepository(repository.folder, defaultBranch);
  world.repositories.add(repository);
  return repository;
}

/** A fork begins with all branches and tags of where it comes from. */
export async function forkRepository(
  world: World,
  parent: Repository,
  owner: Account,
  name: string,
): Promise<Repository> {
  const { defaultBranch } = parent;
  const input = { owner, name, defaultBranch, parent, private: parent.private };
  const fork = await addRepository(world, input);
  for (const [ref, target] of await listRefs(parent.folder)) {
    await fetchCommit(fork.folder, parent.folder, target, ref);
  }
  return fork;
}

export interface NewInstallation {
  readonly account: Account;
  readonly repositories: readonly Repository[] | "all";
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
}

/** The owner puts the app on their account: on all repositories, or on those they choose. */
export function install(
  world: World,
  { account, repositories, permissions, events }: NewInstallation,
  sender: Account,
  sending: Sending = {},
): Installation {
  if (world.installations.of(account)) {
    throw new Error(`the app is on ${account.login} already`);
  }
  const chosen = repositories === "all" ? [] : repositories;
  const installation: Installation = {
    ...world.ids.next("installation"),
    account,
    permissions: { ...(permissions ?? world.app.permissions), metadata: "read" },
    events: events ?? world.app.events,
    createdAt: world.clock.timestamp(),
    selection: repositories === "all" ? "all" : "selected",
    repositoryIds: new Set(chosen.map(({ id }) => id)),
  };
  world.installations.add(installation);
  sendInstallation(world, installation, sender, sending);
  return installation;
}

function sendInstallation(
  world: World,
  installation: Installation,
  sender: Account,
  sending: Sending,
): void {
  const covered = world.repositories
    .all()
    .filter((repository) => world.installations.covering(repository) === installation);
  const repositories = covered.map((repository) => ({
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullNameOf(repository),
    private: repository.private,
  }));
  const json = installationJson(world.links, world.app, installation);
  const payload = { installation: json, repositories, requester: null };
  const { deliver } = sending;
  const event = { deliver, event: "installation", action: "created", sender, payload };
  world.webhooks.send(event, installation);
}
