import { z } from "zod";
import { githubId } from "../mention-request.ts";
import { wordsEnvelope, wordsPart } from "./payload.ts";
import { wordsOf, type Webhook } from "./webhook.ts";

const payload = wordsEnvelope.extend({
  action: z.literal("opened"),
  issue: wordsPart.extend({ number: githubId, created_at: z.string() }),
});

/** The text of an issue that was opened. */
export const issue: Webhook = {
  events: ["issues.opened"],
  read: (delivered) => {
    const { success, data } = payload.safeParse(delivered);
    if (!success) return null;
    return wordsOf({
      envelope: data,
      words: data.issue,
      writtenAt: data.issue.created_at,
      thread: { kind: "issue", number: data.issue.number },
      source: "issue",
    });
  },
};
