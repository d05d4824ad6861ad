import { z } from "zod";
import { githubId } from "../mention-request.ts";
import { wordsEnvelope, wordsPart } from "./payload.ts";
import { wordsOf, type Webhook } from "./webhook.ts";

const payload = wordsEnvelope.extend({
  action: z.literal("submitted"),
  review: wordsPart.extend({ submitted_at: z.string() }),
  pull_request: z.object({ number: githubId }),
});

/** The text of a review; its comments come as deliveries of their own. */
export const review: Webhook = {
  events: ["pull_request_review.submitted"],
  read: (delivered) => {
    const { success, data } = payload.safeParse(delivered);
    if (!success) return null;
    return wordsOf({
      envelope: data,
      words: data.review,
      writtenAt: data.review.submitted_at,
      thread: { kind: "pull-request", number: data.pull_request.number },
      source: "review",
    });
  },
};
