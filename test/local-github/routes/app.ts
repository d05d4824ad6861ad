import { refused, notFound } from "../http/errors.ts";
import type { Call } from "../http/call.ts";
import { pageOf } from "../http/pages.ts";
import { created, ok, type Reply } from "../http/reply.ts";
import { appRoute, type Route } from "../http/route.ts";
import { appJson, installationJson } from "../payloads/app.ts";
import { repositoryJson } from "../payloads/repository.ts";
import { covers, type Access, type Permissions } from "../state/app.ts";
import { timestampOf } from "../state/clock.ts";
import { includesRepository, type Installation } from "../state/installations.ts";
import type { Repository } from "../state/repositories.ts";

export const appRoutes: readonly Route[] = [
  appRoute("GET /app", ({ world }) => ok(appJson(world.links, world.app))),
  appRoute("GET /app/hook/config", ({ world }) =>
    ok({
      content_type: "json",
      insecure_ssl: "0",
      secret: "********",
      url: world.webhooks.url ?? "",
    }),
  ),
  appRoute("GET /app/installations", listInstallations),
  appRoute("GET /app/installations/{installation_id}", (call) => one(call, installationOf(call))),
  appRoute("POST /app/installations/{installation_id}/access_tokens", createToken),
  appRoute("GET /repos/{owner}/{repo}/installation", (call) => {
    const { installations, repositories } = call.world;
    const repository = repositories.find(call.param("owner"), call.param("repo"));
    return one(call, repository && installations.covering(repository));
  }),
  appRoute("GET /orgs/{org}/installation", (call) => installationOn(call, call.param("org"))),
  appRoute("GET /users/{username}/installation", (call) =>
    installationOn(call, call.param("username")),
  ),
];

function one({ world }: Call, installation: Installation | undefined): Reply {
  if (!installation) throw notFound();
  return ok(installationJson(world.links, world.app, installation));
}

function installationOf(call: Call): Installation | undefined {
  return call.world.installations.get(call.number("installation_id"));
}

function installationOn(call: Call, login: string): Reply {
  const account = call.world.accounts.find(login);
  return one(call, account && call.world.installations.of(account));
}

function listInstallations(call: Call): Reply {
  const { app, installations, links } = call.world;
  const { items, headers } = pageOf(call, installations.all());
  return ok(
    items.map((installation) => installationJson(links, app, installation)),
    headers,
  );
}

interface TokenBody {
  readonly repositories?: readonly string[];
  readonly repository_ids?: readonly number[];
  readonly permissions?: Readonly<Record<string, Access>>;
}

/** GitHub narrows a token to this many repositories at most. */
const MAX_REPOSITORIES = 500;

function createToken(call: Call): Reply {
  const { links, tokens, clock } = call.world;
  const installation = installationOf(call);
  if (!installation) throw notFound();
  const body: TokenBody = JSON.parse(call.json);
  const permissions = narrowedPermissions(installation, body.permissions);
  const repositories = narrowedRepositories(call, installation, body);
  const ids = repositories && new Set(repositories.map(({ id }) => id));
  const token = tokens.issue(installation, permissions, ids, clock.now());
  return created({
    token: token.value,
    expires_at: timestampOf(token.expiresAt),
    permissions,
    repository_selection: repositories ? "selected" : installation.selection,
    ...(repositories
      ? { repositories: repositories.map((repository) => repositoryJson(links, repository)) }
      : {}),
  });
}

/** Less than was granted, never more; `metadata: read` is always among it. */
function narrowedPermissions(
  installation: Installation,
  wanted: TokenBody["permissions"],
): Permissions {
  if (!wanted) return installation.permissions;
  for (const [name, access] of Object.entries(wanted)) {
    if (!covers(installation.permissions[name], access)) {
      throw refused("The permissions requested are not granted to this installation.");
    }
  }
  return { ...wanted, metadata: "read" };
}

function narrowedRepositories(
  { world }: Call,
  installation: Installation,
  { repositories, repository_ids: ids }: TokenBody,
): Repository[] | undefined {
  if (!repositories && !ids) return undefined;
  if ((repositories?.length ?? 0) + (ids?.length ?? 0) > MAX_REPOSITORIES) {
    throw refused(`You can list up to ${MAX_REPOSITORIES} repositories.`);
  }
  const { login } = installation.account;
  const named = (repositories ?? []).map((name) => world.repositories.find(login, name));
  const found = [...named, ...(ids ?? []).map((id) => world.repositories.get(id))];
  return found.map((repository) => {
    if (!repository || !includesRepository(installation, repository)) {
      throw refused(
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
    }
    return repository;
  });
}
