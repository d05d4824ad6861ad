import { z } from "zod";
import { githubId } from "../mention-request.ts";
import { wordsEnvelope, wordsPart } from "./payload.ts";
import { wordsOf, type Webhook } from "./webhook.ts";

const payload = wordsEnvelope.extend({
  action: z.literal("created"),
  comment: wordsPart.extend({ created_at: z.string() }),
  issue: z.object({ number: githubId, pull_request: z.unknown().optional() }),
});

/** A comment on an issue, or on the conversation of a pull request. */
export const issueComment: Webhook = {
  events: ["issue_comment.created"],
  read: (delivered) => {
    const { success, data } = payload.safeParse(delivered);
    if (!success) return null;
    const isPullRequest = data.issue.pull_request !== undefined && data.issue.pull_request !== null;
    return wordsOf({
      envelope: data,
      words: data.comment,
      writtenAt: data.comment.created_at,
      thread: { kind: isPullRequest ? "pull-request" : "issue", number: data.issue.number },
      source: "issue-comment",
    });
  },
};
