import type { Account } from "../state/accounts.ts";
import type { Reactable, Reaction, ReactionContent } from "../state/reactions.ts";
import type { World } from "../state/world.ts";

/** The same reaction by the same account is there once; a second one finds the first. */
export function react(
  world: World,
  target: Reactable,
  author: Account,
  content: ReactionContent,
): { reaction: Reaction; isNew: boolean } {
  const there = target.reactions.find(
    (reaction) => reaction.author.id === author.id && reaction.content === content,
  );
  if (there) return { reaction: there, isNew: false };
  const createdAt = world.clock.timestamp();
  const reaction = { ...world.ids.next("reaction"), author, content, createdAt };
  target.reactions.push(reaction);
  return { reaction, isNew: true };
}
