import type { Actor } from "../auth/actor.ts";
import type { Call } from "../http/call.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { pageOf } from "../http/pages.ts";
import { noContent, ok, type Reply } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import { publicAccountJson } from "../payloads/account.ts";
import { repositoryJson } from "../payloads/repository.ts";
import { tokenReaches, type Token } from "../state/tokens.ts";

export const installationRoutes: readonly Route[] = [
  {
    operation: "GET /installation/repositories",
    by: "installation",
    handle: listRepositories,
  },
  {
    operation: "DELETE /installation/token",
    by: "installation",
    handle: ({ world, actor }) => {
      world.tokens.revoke(tokenOf(actor));
      return noContent();
    },
  },
  { operation: "GET /rate_limit", by: "anyone", handle: rateLimit },
  {
    operation: "GET /users/{username}",
    by: "anyone",
    handle: (call) => {
      const account = call.world.accounts.find(call.param("username"));
      if (!account) throw notFound();
      return ok(publicAccountJson(call.world.links, account));
    },
  },
];

function tokenOf(actor: Actor): Token {
  if (actor.kind !== "installation") throw new ApiError(401, "Requires authentication");
  return actor.token;
}

function listRepositories(call: Call): Reply {
  const { links, repositories } = call.world;
  const token = tokenOf(call.actor);
  const reached = repositories.all().filter((repository) => tokenReaches(token, repository));
  const { items, headers } = pageOf(call, reached);
  return ok(
    {
      total_count: reached.length,
      repository_selection: token.repositoryIds ? "selected" : token.installation.selection,
      repositories: items.map((repository) => repositoryJson(links, repository)),
    },
    headers,
  );
}

function rateLimit({ limits, actor }: Call): Reply {
  const core = limits.of(actor);
  const search = { ...core, limit: 30, used: 0, remaining: 30 };
  return ok({ resources: { core, search }, rate: core });
}
