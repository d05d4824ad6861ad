import { fullNameOf } from "../state/links.ts";
import type { World } from "../state/world.ts";
import type { Reply } from "./reply.ts";
import { content } from "./reply.ts";

/** The address of a pull request leads somewhere, so that a demo's link can be followed. */
export function answerPage(world: World, path: string): Reply | undefined {
  const [, owner, name, number] = /^\/([^/]+)\/([^/]+)\/(?:pull|issues)\/(\d+)$/.exec(path) ?? [];
  if (owner === undefined || name === undefined || owner === "repos") return undefined;
  const repository = world.repositories.find(owner, name);
  const issue = repository?.issues.get(Number(number));
  if (!repository || !issue) return undefined;
  const reviews = (issue.pull?.reviews ?? []).map(
    ({ author, state, body }) => `${author.login} ${state}\n${body}\n`,
  );
  const comments = issue.comments.map(({ author, body }) => `${author.login}\n${body}\n`);
  const head = `${fullNameOf(repository)} #${issue.number}: ${issue.title} (${issue.state})\n`;
  return content("text/plain; charset=utf-8", [head, ...comments, ...reviews].join("\n"));
}
