import { react } from "../actions/reactions.ts";
import { needs } from "../auth/needs.ts";
import type { Call } from "../http/call.ts";
import { notFound } from "../http/errors.ts";
import { pageOf } from "../http/pages.ts";
import { created, noContent, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type RepositoryRoute, type Route } from "../http/route.ts";
import { reactionJson } from "../payloads/issue.ts";
import type { Access } from "../state/app.ts";
import type { Reactable, ReactionContent } from "../state/reactions.ts";
import { issueCommentOf, issueOf, reviewCommentOf } from "./find.ts";
import { onComment, onIssue } from "./issue-comments.ts";

const REPOSITORY = "/repos/{owner}/{repo}";

type Find = (call: Call) => Reactable;
type Target =
  | "issues/{issue_number}"
  | "issues/comments/{comment_id}"
  | "pulls/comments/{comment_id}";
type NeedFor = (access: Access) => RepositoryRoute["need"];

/** The same three routes for everything that can be reacted to. */
function routesFor(target: Target, need: NeedFor, find: Find): Route[] {
  const path = `${REPOSITORY}/${target}/reactions` as const;
  return [
    repositoryRoute(`GET ${path}`, need("read"), (call) => list(call, find(call))),
    repositoryRoute(`POST ${path}`, need("write"), (call) => add(call, find(call))),
    repositoryRoute(`DELETE ${path}/{reaction_id}`, need("write"), (call) =>
      remove(call, find(call)),
    ),
  ];
}

export const reactionRoutes: readonly Route[] = [
  ...routesFor("issues/{issue_number}", onIssue, issueOf),
  ...routesFor("issues/comments/{comment_id}", onComment, issueCommentOf),
  ...routesFor(
    "pulls/comments/{comment_id}",
    (access) => needs("pull_requests", access),
    reviewCommentOf,
  ),
];

function list(call: Call, { reactions }: Reactable): Reply {
  const content = call.query.get("content");
  const wanted = reactions.filter((reaction) => content === null || reaction.content === content);
  const { items, headers } = pageOf(call, wanted);
  return ok(
    items.map((reaction) => reactionJson(call.world, reaction)),
    headers,
  );
}

/** 201 for a new one, 200 for one that was there. */
function add(call: Call, target: Reactable): Reply {
  const { content }: { readonly content: ReactionContent } = JSON.parse(call.json);
  const { reaction, isNew } = react(call.world, target, call.author, content);
  const json = reactionJson(call.world, reaction);
  return isNew ? created(json) : ok(json);
}

/** An app takes back its own reactions only. */
function remove(call: Call, { reactions }: Reactable): Reply {
  const id = call.number("reaction_id");
  const index = reactions.findIndex(
    (reaction) => reaction.id === id && reaction.author.id === call.author.id,
  );
  if (index === -1) throw notFound();
  reactions.splice(index, 1);
  return noContent();
}
