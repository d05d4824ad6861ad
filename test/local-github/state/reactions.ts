import type { Account } from "./accounts.ts";
import type { Identity } from "./ids.ts";

export const REACTIONS = [
  "+1",
  "-1",
  "laugh",
  "confused",
  "heart",
  "hooray",
  "rocket",
  "eyes",
] as const;

export type ReactionContent = (typeof REACTIONS)[number];

export interface Reaction extends Identity {
  readonly author: Account;
  readonly content: ReactionContent;
  readonly createdAt: string;
}

/** What can be reacted to: an issue, an issue comment, a review comment. */
export interface Reactable {
  readonly reactions: Reaction[];
}
