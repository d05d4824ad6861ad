import { z } from "zod";
import { githubId } from "../mention-request.ts";
import { repositoryPart } from "./payload.ts";
import type { Webhook } from "./webhook.ts";

const payload = z.object({
  repository: repositoryPart,
  pull_request: z.object({
    number: githubId,
    updated_at: z.string(),
    head: z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) }),
  }),
});

/** Remembers which commit a pull request's head was, for comments that ask about it later. */
export const pullRequest: Webhook = {
  events: ["pull_request.opened", "pull_request.reopened", "pull_request.synchronize"],
  read: (delivered) => {
    const { success, data } = payload.safeParse(delivered);
    if (!success) return null;
    const { number, head, updated_at: updatedAt } = data.pull_request;
    return {
      kind: "head",
      head: {
        repositoryId: data.repository.id,
        number,
        commit: head.sha,
        updatedAt: new Date(updatedAt),
      },
    };
  },
};
