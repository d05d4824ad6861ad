import { findMention, hasMention } from "../command/mention.ts";
import type { WebhookStore } from "../store/store.ts";
import type { MentionRequest } from "./mention-request.ts";

/** However often somebody asks. */
const WINDOW_MS = 24 * 60 * 60_000;

/**
 * Whether to say a sentence to somebody who may be a stranger: once a day, and only to words that
 * call the app. Reading hostile Markdown takes time, so that is done once a day as well. For the
 * same words the answer stays, so that a reply which could not be posted can be tried again.
 */
export async function mayTell(
  webhooks: WebhookStore,
  { request, handle }: { readonly request: MentionRequest; readonly handle: string },
  sentence: string,
): Promise<boolean> {
  if (!hasMention(request.body, handle)) return false;
  const claimed = await webhooks.claimReply({
    key: `${sentence}:${request.repository.id}:${request.author.id}`,
    by: `${request.source.kind}:${request.source.id}`,
    windowMs: WINDOW_MS,
  });
  return claimed && findMention(request.body, handle) !== null;
}
