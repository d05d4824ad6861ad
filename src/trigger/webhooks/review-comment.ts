import { z } from "zod";
import { githubId } from "../mention-request.ts";
import { wordsEnvelope, wordsPart } from "./payload.ts";
import { wordsOf, type Webhook } from "./webhook.ts";

const payload = wordsEnvelope.extend({
  action: z.literal("created"),
  comment: wordsPart.extend({ created_at: z.string() }),
  pull_request: z.object({ number: githubId }),
});

/** A comment on a line of a pull request's diff. */
export const reviewComment: Webhook = {
  events: ["pull_request_review_comment.created"],
  read: (delivered) => {
    const { success, data } = payload.safeParse(delivered);
    if (!success) return null;
    return wordsOf({
      envelope: data,
      words: data.comment,
      writtenAt: data.comment.created_at,
      thread: { kind: "pull-request", number: data.pull_request.number },
      source: "review-comment",
    });
  },
};
