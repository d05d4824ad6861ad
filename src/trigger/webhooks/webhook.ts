import type { z } from "zod";
import type { PullRequestHead } from "../../store/store.ts";
import { mentionRequest, type MentionRequest } from "../mention-request.ts";
import type { wordsEnvelope, wordsPart } from "./payload.ts";

/** What a delivery says to the app, if anything. */
export type DeliveryContent =
  | { readonly kind: "words"; readonly request: MentionRequest }
  | { readonly kind: "head"; readonly head: Omit<PullRequestHead, "receivedAt"> };

/** One kind of webhook that the app listens to. */
export interface Webhook {
  /** Event and action, as Probot names them. */
  readonly events: readonly WebhookEvent[];
  /** Reads a delivery's payload as data. Null where it is nothing to us, or is not what GitHub sends. */
  read(payload: unknown): DeliveryContent | null;
}

export type WebhookEvent =
  | "issue_comment.created"
  | "issues.opened"
  | "pull_request.opened"
  | "pull_request.reopened"
  | "pull_request.synchronize"
  | "pull_request_review.submitted"
  | "pull_request_review_comment.created";

export interface WordsOfDelivery {
  readonly envelope: z.infer<typeof wordsEnvelope>;
  readonly words: z.infer<typeof wordsPart>;
  readonly writtenAt: string;
  readonly thread: MentionRequest["thread"];
  readonly source: MentionRequest["source"]["kind"];
}

/**
 * Words that a person wrote. Bots and apps do not call the app, nor does it call itself: two of
 * them could go on for ever, and a bot's rights are not those of who made it speak.
 */
export function wordsOf(delivery: WordsOfDelivery): DeliveryContent | null {
  const { envelope, words, writtenAt, thread, source } = delivery;
  const author = words.user;
  if (author === null || author.type !== "User" || envelope.sender.type !== "User") return null;
  if (author.id !== envelope.sender.id) return null;
  if (words.performed_via_github_app !== undefined && words.performed_via_github_app !== null) {
    return null;
  }
  const request = mentionRequest.safeParse({
    installationId: envelope.installation.id,
    repository: {
      id: envelope.repository.id,
      owner: envelope.repository.owner.login,
      name: envelope.repository.name,
    },
    thread,
    author: { login: author.login, id: author.id },
    body: words.body ?? "",
    writtenAt: writtenAt,
    source: { kind: source, id: words.id },
  });
  return request.success ? { kind: "words", request: request.data } : null;
}
