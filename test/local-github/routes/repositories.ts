import { METADATA, needs } from "../auth/needs.ts";
import { listRefs, resolveCommit } from "../git/bare-repository.ts";
import { readCommit } from "../git/log.ts";
import type { Call } from "../http/call.ts";
import { notFound } from "../http/errors.ts";
import { pageOf } from "../http/pages.ts";
import { ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { accountJson } from "../payloads/account.ts";
import { commitJson } from "../payloads/commit.ts";
import type { JsonObject } from "../payloads/json.ts";
import { fullRepositoryJson } from "../payloads/repository.ts";
import { roleOf, type Role } from "../state/repositories.ts";

const CONTENTS = needs("contents", "read");

export const repositoryRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}", METADATA, ({ world, repository }) =>
    ok(fullRepositoryJson(world.links, repository)),
  ),
  repositoryRoute(
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    METADATA,
    collaboratorPermission,
  ),
  repositoryRoute("GET /repos/{owner}/{repo}/branches", CONTENTS, listBranches),
  repositoryRoute("GET /repos/{owner}/{repo}/branches/{branch}", CONTENTS, getBranch),
];

/** The older word for each role; `permission` knows no others. */
const PERMISSIONS: Readonly<Record<Role, string>> = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
};

const ROLES: readonly Role[] = ["read", "triage", "write", "maintain", "admin"];

function collaboratorPermission(call: Call): Reply {
  const { world, repository } = call;
  const login = call.param("username");
  const account = world.accounts.find(login);
  if (account?.type !== "User") throw notFound(`${login} is not a user`);
  const role = roleOf(repository, account);
  const rank = role === undefined ? -1 : ROLES.indexOf(role);
  const can = (needed: Role): boolean => rank >= ROLES.indexOf(needed);
  const permissions: JsonObject = {
    admin: can("admin"),
    maintain: can("maintain"),
    push: can("write"),
    triage: can("triage"),
    pull: can("read"),
  };
  return ok({
    permission: role === undefined ? "none" : PERMISSIONS[role],
    role_name: role ?? "none",
    user: { ...accountJson(world.links, account), permissions, role_name: role ?? "none" },
  });
}

async function listBranches(call: Call): Promise<Reply> {
  const { world, repository } = call;
  const refs = await listRefs(repository.folder, "refs/heads/");
  const { items, headers } = pageOf(call, [...refs]);
  const api = world.links.api(repository);
  const branches = items.map(([ref, sha]) => ({
    name: ref.slice("refs/heads/".length),
    commit: { sha, url: `${api}/commits/${sha}` },
    protected: false,
  }));
  return ok(branches, headers);
}

async function getBranch(call: Call): Promise<Reply> {
  const { world, repository } = call;
  const name = call.param("branch");
  const sha = await resolveCommit(repository.folder, `refs/heads/${name}`);
  if (sha === undefined) throw notFound("Branch not found");
  const url = `${world.links.api(repository)}/branches/${encodeURIComponent(name)}`;
  const commit = await readCommit(repository.folder, sha);
  return ok({
    name,
    commit: commitJson(world, repository, commit),
    _links: { self: url, html: `${world.links.page(repository)}/tree/${name}` },
    protected: false,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  });
}
