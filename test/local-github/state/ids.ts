import { randomBytes } from "node:crypto";

/** What has an id of its own on GitHub, and the prefix of its node id. */
const PREFIXES = {
  app: "A",
  user: "U",
  organization: "O",
  bot: "BOT",
  installation: "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u",
  repository: "R",
  issue: "I",
  pullRequest: "PR",
  issueComment: "IC",
  review: "PRR",
  reviewComment: "PRRC",
  reaction: "REA",
  checkSuite: "CS",
  checkRun: "CR",
  delivery: "HD",
} as const;

export type IdKind = keyof typeof PREFIXES;

export interface Identity {
  readonly id: number;
  readonly nodeId: string;
}

const FIRST: Partial<Record<IdKind, number>> = {
  app: 912_001,
  installation: 51_000_001,
  user: 81_000_001,
  organization: 81_000_001,
  bot: 81_000_001,
  repository: 702_000_001,
};

/** Beyond 32 bits, as the ids of comments and reviews have been for years. */
const FIRST_OF_THE_REST = 4_400_000_001;

/** Hands out ids that are unique over all kinds. */
export class Ids {
  #count = 0;

  next(kind: IdKind): Identity {
    this.#count += 1;
    const id = (FIRST[kind] ?? FIRST_OF_THE_REST) + this.#count;
    return { id, nodeId: nodeIdOf(kind, id) };
  }
}

function nodeIdOf(kind: IdKind, id: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(id));
  return `${PREFIXES[kind]}_kwDO${bytes.toString("base64url")}`;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomWord(length: number): string {
  return [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** The id that GitHub gives every answer, for its support. */
export function requestId(): string {
  const hex = (bytes: number): string => randomBytes(bytes).toString("hex").toUpperCase();
  return `${hex(2)}:${hex(3)}:${hex(3)}:${hex(4)}:${hex(4)}`;
}
