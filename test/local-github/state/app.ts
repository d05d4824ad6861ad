import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Account, Accounts } from "./accounts.ts";
import type { Identity, Ids } from "./ids.ts";
import { randomWord } from "./ids.ts";

export type Access = "read" | "write" | "admin";
export type Permissions = Readonly<Record<string, Access>>;

/** The one GitHub App of this GitHub. */
export interface App extends Identity {
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: Account;
  readonly bot: Account;
  /** PKCS#1 PEM, as GitHub lets one download it. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly webhookSecret: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly createdAt: string;
}

export interface AppOptions {
  readonly slug?: string;
  readonly name?: string;
  readonly owner?: string;
  readonly webhookSecret?: string;
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
}

const DEFAULT_PERMISSIONS: Permissions = {
  checks: "write",
  contents: "write",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
};

const DEFAULT_EVENTS = [
  "check_run",
  "issue_comment",
  "issues",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "push",
];

export async function createApp(
  options: AppOptions,
  ids: Ids,
  accounts: Accounts,
  createdAt: string,
): Promise<App> {
  const slug = options.slug ?? "berth-local";
  return {
    ...ids.next("app"),
    ...(await createKeys()),
    slug,
    name: options.name ?? slug,
    clientId: `Iv23li${randomWord(14)}`,
    owner: accounts.ensure(options.owner ?? "app-owner"),
    bot: accounts.create(`${slug}[bot]`, "Bot"),
    webhookSecret: options.webhookSecret ?? randomWord(32),
    permissions: { ...(options.permissions ?? DEFAULT_PERMISSIONS), metadata: "read" },
    events: options.events ?? DEFAULT_EVENTS,
    createdAt,
  };
}

async function createKeys(): Promise<Pick<App, "privateKey" | "publicKey">> {
  return promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
}

const RANK: Readonly<Record<Access, number>> = { read: 1, write: 2, admin: 3 };

/** Whether what is held is enough; `write` has `read` in it. */
export function covers(held: Access | undefined, wanted: Access): boolean {
  return held !== undefined && RANK[held] >= RANK[wanted];
}
