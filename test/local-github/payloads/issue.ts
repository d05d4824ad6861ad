import type { Issue, IssueComment } from "../state/issues.ts";
import type { Reactable, Reaction } from "../state/reactions.ts";
import { REACTIONS } from "../state/reactions.ts";
import { associationOf } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { accountJson } from "./account.ts";
import { appJson } from "./app.ts";
import type { JsonObject } from "./json.ts";

export function reactionJson({ links }: World, reaction: Reaction): JsonObject {
  return {
    id: reaction.id,
    node_id: reaction.nodeId,
    user: accountJson(links, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

export function reactionCounts(url: string, { reactions }: Reactable): JsonObject {
  const count = (content: string): number =>
    reactions.filter((reaction) => reaction.content === content).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(REACTIONS.map((content) => [content, count(content)])),
  };
}

function pageOf({ links }: World, issue: Issue): string {
  return `${links.page(issue.repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
}

function pullLinks({ links }: World, issue: Issue): JsonObject {
  if (!issue.pull) return {};
  const page = `${links.page(issue.repository)}/pull/${issue.number}`;
  return {
    draft: issue.pull.draft,
    pull_request: {
      url: `${links.api(issue.repository)}/pulls/${issue.number}`,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: issue.pull.mergedAt,
    },
  };
}

export function issueJson(world: World, issue: Issue): JsonObject {
  const { links } = world;
  const api = links.api(issue.repository);
  const url = `${api}/issues/${issue.number}`;
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: pageOf(world, issue),
    id: issue.id,
    node_id: issue.nodeId,
    number: issue.number,
    title: issue.title,
    user: accountJson(links, issue.author),
    labels: [],
    state: issue.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: associationOf(issue.repository, issue.author),
    active_lock_reason: null,
    body: issue.body,
    reactions: reactionCounts(url, issue),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: viaApp(world, issue),
    state_reason: issue.state === "closed" ? "completed" : null,
    ...pullLinks(world, issue),
  };
}

/** `GET /issues/{number}` tells also who closed it. */
export function fullIssueJson(world: World, issue: Issue): JsonObject {
  const closedBy = issue.closedBy ? accountJson(world.links, issue.closedBy) : null;
  return { ...issueJson(world, issue), closed_by: closedBy };
}

export function issueCommentJson(world: World, comment: IssueComment): JsonObject {
  const { links } = world;
  const { issue } = comment;
  const api = links.api(issue.repository);
  const url = `${api}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${pageOf(world, issue)}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    id: comment.id,
    node_id: comment.nodeId,
    user: accountJson(links, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    body: comment.body,
    author_association: associationOf(issue.repository, comment.author),
    reactions: reactionCounts(url, comment),
    performed_via_github_app: viaApp(world, comment),
  };
}

function viaApp(world: World, { author }: Issue | IssueComment): JsonObject | null {
  return author.id === world.app.bot.id ? appJson(world.links, world.app) : null;
}
