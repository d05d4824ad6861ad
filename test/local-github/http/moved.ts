import type { Actor } from "../auth/actor.ts";
import type { World } from "../state/world.ts";
import { isVisible } from "./access.ts";
import type { Reply } from "./reply.ts";
import type { RestRequest } from "./rest.ts";

/**
 * A repository that was renamed answers under its old name with where it is now. Reading is
 * sent on with 301; other methods with 307, so that they are repeated as they were.
 */
export function redirectTo(
  world: World,
  { method, path, query }: Pick<RestRequest, "method" | "path" | "query">,
  { owner, repo }: Readonly<Record<string, string>>,
  actor: Actor,
): Reply | undefined {
  if (owner === undefined || repo === undefined || world.repositories.find(owner, repo)) {
    return undefined;
  }
  const moved = world.repositories.findMoved(owner, repo);
  if (!moved || !isVisible(moved, actor)) return undefined;
  const rest = ["", ...path.split("/").slice(4)].join("/");
  const search = query.size === 0 ? "" : `?${query.toString()}`;
  const url = `${world.links.origin}/repositories/${moved.id}${rest}${search}`;
  const isRead = method === "GET" || method === "HEAD";
  const documentation_url =
    "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects";
  const message = isRead ? "Moved Permanently" : "Temporary Redirect";
  return {
    status: isRead ? 301 : 307,
    headers: { location: url },
    json: { message, url, documentation_url },
  };
}
