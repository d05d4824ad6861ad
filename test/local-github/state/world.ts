import type { Accounts } from "./accounts.ts";
import type { App } from "./app.ts";
import type { Clock } from "./clock.ts";
import type { Ids } from "./ids.ts";
import type { Installations } from "./installations.ts";
import type { Links } from "./links.ts";
import type { Repositories } from "./repositories.ts";
import type { Tokens } from "./tokens.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";

/** All that this GitHub is: what there is, and what everything that happens needs. */
export interface World {
  readonly accounts: Accounts;
  readonly app: App;
  readonly clock: Clock;
  /** Where the bare repositories are. */
  readonly folder: string;
  readonly ids: Ids;
  readonly installations: Installations;
  readonly links: Links;
  readonly repositories: Repositories;
  readonly tokens: Tokens;
  readonly webhooks: Webhooks;
}
