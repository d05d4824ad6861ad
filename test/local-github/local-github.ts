import { rm } from "node:fs/promises";
import type { Server } from "node:http";
import { addRepository, install } from "./actions/repositories.ts";
import type { Fault } from "./http/faults.ts";
import type { RequestEntry, Violation } from "./http/journal.ts";
import { close, type Service } from "./http/server.ts";
import { LocalRepository } from "./local-repository.ts";
import type { Account, AccountType } from "./state/accounts.ts";
import type { App, Permissions } from "./state/app.ts";
import type { Installation } from "./state/installations.ts";
import type { Repository } from "./state/repositories.ts";
import type { World } from "./state/world.ts";
import type { Envelope } from "./webhooks/envelope.ts";
import type { Delivery, Sending } from "./webhooks/webhooks.ts";

export interface RepositoryOptions {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** What an owner that is not there yet becomes. */
  readonly ownerType?: "User" | "Organization";
  /** Whether the owner's installation covers it; one is made where there is none. */
  readonly installed?: boolean;
}

export interface InstallOptions extends Sending {
  readonly owner: string;
  readonly repositories?: "all" | readonly LocalRepository[];
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
}

/** A running GitHub. What people do there is on its repositories; this is the rest. */
export class LocalGithub {
  readonly #server: Server;
  readonly #service: Service;

  constructor(server: Server, service: Service) {
    this.#server = server;
    this.#service = service;
  }

  /** For `GITHUB_API_URL`; git and pages are there too. */
  get url(): string {
    return this.#world.links.origin;
  }

  /** With the private key and the webhook secret that the app under test is given. */
  get app(): App {
    return this.#world.app;
  }

  get installations(): readonly Installation[] {
    return this.#world.installations.all();
  }

  /** Every request that came, oldest first. */
  get requests(): readonly RequestEntry[] {
    return this.#service.journal.requests;
  }

  /** Calls that are not served here: a test of the product asserts that there is none. */
  get unknownRequests(): readonly { readonly method: string; readonly path: string }[] {
    return this.#service.journal.unknownRequests;
  }

  /** Calls that break GitHub's description: a test of the product asserts that there is none. */
  get violations(): readonly Violation[] {
    return this.#service.journal.violations;
  }

  /** Where this GitHub itself was wrong; `stop` throws if there is one. */
  get mistakes(): readonly string[] {
    return this.#service.journal.mistakes;
  }

  get deliveries(): readonly Delivery[] {
    return this.#world.webhooks.deliveries;
  }

  get heldDeliveries(): readonly Envelope[] {
    return this.#world.webhooks.held;
  }

  /** Throws, and says all of it, where a call was unknown or broke GitHub's description. */
  assertNoViolations(): void {
    const lines = [
      ...this.unknownRequests.map(({ method, path }) => `${method} ${path} is not known here`),
      ...this.violations.map(
        ({ method, path, problems }) => `${method} ${path}: ${problems.join("; ")}`,
      ),
    ];
    if (lines.length > 0) throw new Error(["wrong calls to GitHub:", ...lines].join("\n"));
  }

  /** For tests that break the rules on purpose. */
  forgetViolations(): void {
    this.#service.journal.violations.length = 0;
    this.#service.journal.unknownRequests.length = 0;
  }

  createUser(login: string): Account {
    return this.#create(login, "User");
  }

  createOrganization(login: string): Account {
    return this.#create(login, "Organization");
  }

  /** `name` with or without the `[bot]` that its login ends in. */
  createBot(name: string): Account {
    return this.#create(name.endsWith("[bot]") ? name : `${name}[bot]`, "Bot");
  }

  async createRepository(options: RepositoryOptions): Promise<LocalRepository> {
    const { owner, name, defaultBranch = "main", installed = true } = options;
    const account = this.#world.accounts.ensure(owner, options.ownerType ?? "Organization");
    const input = { owner: account, name, defaultBranch, private: options.private ?? false };
    const repository = await addRepository(this.#world, input);
    if (installed) this.#cover(repository);
    return new LocalRepository(this.#world, repository);
  }

  repository(fullName: string): LocalRepository {
    const [owner = "", name = ""] = fullName.split("/");
    const repository = this.#world.repositories.find(owner, name);
    if (!repository) throw new Error(`there is no repository ${fullName}`);
    return new LocalRepository(this.#world, repository);
  }

  install({ owner, repositories = "all", ...options }: InstallOptions): Installation {
    const account = this.#world.accounts.ensure(owner, "Organization");
    const chosen =
      repositories === "all" ? repositories : repositories.map(({ id }) => this.#repository(id));
    const sender = this.#senderFor(account);
    return install(this.#world, { account, repositories: chosen, ...options }, sender, options);
  }

  /** Its tokens are bad from now on. */
  uninstall(installation: Installation): void {
    this.#world.installations.remove(installation.id);
  }

  /** Where events go; `undefined` sends none. */
  setWebhookUrl(url: string | undefined): void {
    this.#world.webhooks.url = url;
  }

  ping(): void {
    this.#world.webhooks.ping();
  }

  /** The same event under the same guid once more; whether there is one to send. */
  redeliver(guid: string): boolean {
    return this.#world.webhooks.redeliver(guid);
  }

  /** Keeps events back until `releaseDeliveries`. */
  holdDeliveries(): void {
    this.#world.webhooks.hold();
  }

  /** Sends what was kept back, one after the other; `arrange` may reorder, repeat or drop. */
  releaseDeliveries(arrange?: (held: readonly Envelope[]) => readonly Envelope[]): Promise<void> {
    return this.#world.webhooks.release(arrange);
  }

  /** Sends every event so often. */
  duplicateDeliveries(copies: number): void {
    this.#world.webhooks.copies = copies;
  }

  /** Resolves once all requests are done with and all events have been answered or given up. */
  async settled(): Promise<void> {
    const { inFlight } = this.#service;
    const { webhooks } = this.#world;
    while (inFlight.size > 0 || webhooks.isBusy) {
      await inFlight.settled();
      await webhooks.settled();
    }
  }

  /** Something goes wrong with the next requests that match; returns how to call it off. */
  fail(fault: Fault): () => void {
    return this.#service.faults.add(fault);
  }

  /** Time passes: tokens expire, limits begin anew, deliveries are forgotten. */
  advance(ms: number): void {
    this.#world.clock.advance(ms);
  }

  /** GitHub's clock and the machine's differ, which JWTs are sensitive to. */
  skewClock(ms: number): void {
    this.#world.clock.skew(ms);
  }

  /** Leaves nothing behind. Throws where this GitHub gave an answer that GitHub would not give. */
  async stop(): Promise<void> {
    await this.#world.webhooks.stop();
    await close(this.#server);
    await this.#service.inFlight.settled();
    await rm(this.#world.folder, { recursive: true, force: true });
    if (this.mistakes.length > 0) {
      throw new Error(["local-github was wrong:", ...this.mistakes].join("\n"));
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  get #world(): World {
    return this.#service.world;
  }

  #repository(id: number): Repository {
    const repository = this.#world.repositories.get(id);
    if (!repository) throw new Error(`there is no repository ${id}`);
    return repository;
  }

  #create(login: string, type: AccountType): Account {
    return this.#world.accounts.create(login, type);
  }

  #senderFor(account: Account): Account {
    const isUser = account.type === "User";
    return isUser ? account : this.#world.accounts.ensure(`${account.login}-admin`);
  }

  #cover(repository: Repository): void {
    const { owner } = repository;
    const there = this.#world.installations.of(owner);
    if (there) there.repositoryIds.add(repository.id);
    else {
      const input = { account: owner, repositories: [repository] };
      install(this.#world, input, this.#senderFor(owner));
    }
  }
}
