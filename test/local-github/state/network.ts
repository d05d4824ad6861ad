import { fetchCommit, resolveCommit } from "../git/bare-repository.ts";
import type { Repository } from "./repositories.ts";
import type { World } from "./world.ts";

function rootOf(repository: Repository): Repository {
  return repository.parent ? rootOf(repository.parent) : repository;
}

/** The repository that somebody has in the same network of forks. */
export function findInNetwork(
  world: World,
  repository: Repository,
  owner: string,
): Repository | undefined {
  const root = rootOf(repository);
  return world.repositories
    .all()
    .find(
      (candidate) =>
        rootOf(candidate) === root && candidate.owner.login.toLowerCase() === owner.toLowerCase(),
    );
}

/** A name, or `OWNER:NAME` for a fork's, as a commit that the repository has the objects of. */
export async function findNetworkCommit(
  world: World,
  repository: Repository,
  name: string,
): Promise<string | undefined> {
  const [, owner, ref = name] = /^([^:]+):(.+)$/.exec(name) ?? [];
  if (owner === undefined) return resolveCommit(repository.folder, name);
  const other = findInNetwork(world, repository, owner);
  const commit = other && (await resolveCommit(other.folder, ref));
  if (!other || commit === undefined) return undefined;
  if (other !== repository) await fetchCommit(repository.folder, other.folder, commit);
  return commit;
}
