import type { GitHubRepository } from "../github/github.ts";
import { findReplyMarker, replyMarker } from "./marker.ts";

/** What is answered, such as somebody's words, and since when, by GitHub's clock. */
export interface Answered {
  readonly thread: { readonly number: number };
  readonly source: { readonly kind: string; readonly id: number | string };
  readonly writtenAt: string;
}

/** Posts a comment that answers something, unless it stands there already. */
export async function postReply(
  github: GitHubRepository,
  answered: Answered,
  body: string,
): Promise<void> {
  const source = `${answered.source.kind}:${answered.source.id}`;
  const own = await github.ownComments(answered.thread.number, new Date(answered.writtenAt));
  if (own.some((comment) => findReplyMarker(comment.body) === source)) return;
  const posted = await github.createComment(
    answered.thread.number,
    `${replyMarker(source)}\n${body}`,
  );
  if (!posted.ok) throw new Error(`GitHub did not take a reply: ${posted.failure.detail}`);
}
