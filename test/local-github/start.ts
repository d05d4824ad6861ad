import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Faults } from "./http/faults.ts";
import { Journal } from "./http/journal.ts";
import { Limits } from "./http/limits.ts";
import { Router } from "./http/router.ts";
import { listen, originOf, serve, type Service } from "./http/server.ts";
import { LocalGithub } from "./local-github.ts";
import { webhookProblems } from "./openapi/check.ts";
import { ROUTES } from "./routes/all.ts";
import { Accounts } from "./state/accounts.ts";
import { createApp, type AppOptions } from "./state/app.ts";
import { Clock } from "./state/clock.ts";
import { Ids } from "./state/ids.ts";
import { InFlight } from "./state/in-flight.ts";
import { Installations } from "./state/installations.ts";
import { Links } from "./state/links.ts";
import { Repositories } from "./state/repositories.ts";
import { Tokens } from "./state/tokens.ts";
import type { World } from "./state/world.ts";
import { Webhooks } from "./webhooks/webhooks.ts";

export interface LocalGithubOptions {
  readonly app?: AppOptions;
  /** A free one unless said otherwise. */
  readonly port?: number;
  readonly webhookUrl?: string;
  /** How long the app has to answer an event; GitHub gives it ten seconds. */
  readonly webhookTimeoutMs?: number;
  /** Requests an hour for each installation; 5,000 on GitHub. */
  readonly rateLimit?: number;
  /** Whether 80 writes a minute and 500 an hour are all there is. */
  readonly secondaryLimits?: boolean;
}

/** Starts a GitHub on this machine: its API, its webhooks and its git, empty but for one app. */
export async function startLocalGithub(options: LocalGithubOptions = {}): Promise<LocalGithub> {
  const server = await listen(options.port ?? 0);
  const journal = new Journal();
  const world = await createWorld(options, originOf(server), journal);
  const limits = new Limits(world.clock, {
    hourly: options.rateLimit ?? 5000,
    secondary: options.secondaryLimits ?? false,
  });
  const service: Service = {
    world,
    limits,
    journal,
    router: new Router(ROUTES),
    faults: new Faults(),
    inFlight: new InFlight(),
  };
  serve(server, service);
  world.webhooks.url = options.webhookUrl;
  return new LocalGithub(server, service);
}

async function createWorld(
  options: LocalGithubOptions,
  origin: string,
  journal: Journal,
): Promise<World> {
  const clock = new Clock();
  const ids = new Ids();
  const accounts = new Accounts(ids, () => clock.timestamp());
  const app = await createApp(options.app ?? {}, ids, accounts, clock.timestamp());
  const installations = new Installations();
  const links = new Links(origin);
  const source = { app, clock, ids, installations, links };
  const webhooks = new Webhooks(source, {
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    inspect: ({ event, action, body }) => {
      for (const problem of webhookProblems(event, action, JSON.parse(body))) {
        journal.mistakes.push(`the event ${event} ${action ?? ""}: ${problem}`);
      }
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "local-github-"));
  const repositories = new Repositories();
  return { ...source, accounts, folder, repositories, tokens: new Tokens(), webhooks };
}
