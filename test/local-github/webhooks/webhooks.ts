import type { App } from "../state/app.ts";
import { timestampOf, type Clock } from "../state/clock.ts";
import type { Ids } from "../state/ids.ts";
import { InFlight } from "../state/in-flight.ts";
import type { Installation, Installations } from "../state/installations.ts";
import type { Links } from "../state/links.ts";
import { createEnvelope, pingEvent, type Envelope, type WebhookEvent } from "./envelope.ts";
import { post, type WebhookAnswer } from "./post.ts";

export type { Sending, WebhookEvent } from "./envelope.ts";

/** One attempt to hand an event to the app. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly url: string;
  readonly deliveredAt: string;
  readonly seconds: number;
  readonly status: string;
  readonly statusCode: number;
  readonly request: Envelope;
  readonly response: Pick<WebhookAnswer, "headers" | "body">;
}

export interface WebhookSource {
  readonly app: App;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly installations: Installations;
  readonly links: Links;
}

export interface WebhookSettings {
  readonly timeoutMs: number;
  /** Sees every envelope before it goes out; holds it against GitHub's description. */
  readonly inspect: (envelope: Envelope) => void;
}

/** Where an event belongs to the whole app and needs no subscription. */
const ALWAYS_SENT = new Set(["installation", "ping"]);

/** GitHub sends no payload beyond this. */
const MAX_PAYLOAD_BYTES = 25 * 1024 * 1024;

/** A slow app delays the events behind it by no more than this. */
const MAX_DELAY_MS = 2000;

const THREE_DAYS = 3 * 24 * 3_600_000;

export class Webhooks {
  readonly #source: WebhookSource;
  readonly #settings: WebhookSettings;
  readonly #stopped = new AbortController();
  readonly #underWay = new InFlight();
  readonly #held: Envelope[] = [];
  readonly #deliveries: Delivery[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #url: string | undefined;
  #holding = false;
  #copies = 1;

  constructor(source: WebhookSource, settings: WebhookSettings) {
    this.#source = source;
    this.#settings = settings;
  }

  get url(): string | undefined {
    return this.#url;
  }

  set url(url: string | undefined) {
    this.#url = url;
  }

  /** How often each event is sent; more than once is what a network may do. */
  set copies(count: number) {
    this.#copies = count;
  }

  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  get held(): readonly Envelope[] {
    return this.#held;
  }

  get isBusy(): boolean {
    return this.#underWay.size > 0;
  }

  /** What GitHub still remembers. */
  recent(): Delivery[] {
    const oldest = timestampOf(new Date(this.#source.clock.now().getTime() - THREE_DAYS));
    return this.#deliveries.filter(({ deliveredAt }) => deliveredAt >= oldest);
  }

  /** Whether the app is to hear of it: not without a webhook, an installation, a subscription. */
  hears(
    event: Pick<WebhookEvent, "deliver" | "event" | "repository">,
    installation = this.#installationFor(event),
  ): boolean {
    if (event.deliver === false || this.#url === undefined) return false;
    return ALWAYS_SENT.has(event.event) || (installation?.events.includes(event.event) ?? false);
  }

  /** Tells the app, if it is to hear of it. */
  send(event: WebhookEvent, installation = this.#installationFor(event)): void {
    if (!this.hears(event, installation)) return;
    const envelope = createEnvelope(this.#source.links, this.#source.app, event, installation);
    this.#settings.inspect(envelope);
    if (Buffer.byteLength(envelope.body) > MAX_PAYLOAD_BYTES) return;
    if (this.#holding) this.#held.push(envelope);
    else for (let copy = 0; copy < this.#copies; copy += 1) this.#queue(envelope, false);
  }

  ping(): void {
    this.send(pingEvent(this.#source.links, this.#source.app, this.#url ?? ""));
  }

  hold(): void {
    this.#holding = true;
  }

  /** Sends what was held back, one after the other, in the order that `arrange` gives it. */
  async release(
    arrange: (held: readonly Envelope[]) => readonly Envelope[] = (held) => held,
  ): Promise<void> {
    this.#holding = false;
    const envelopes = arrange(this.#held.splice(0));
    for (const envelope of envelopes) await this.#deliver(envelope, false);
  }

  /** Sends the same bytes under the same guid again. */
  redeliver(guid: string): boolean {
    const envelope = this.recent().find((delivery) => delivery.guid === guid)?.request;
    if (envelope) this.#queue(envelope, true);
    return envelope !== undefined;
  }

  /** Resolves once nothing is on its way. */
  settled(): Promise<void> {
    return this.#underWay.settled();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.settled();
  }

  #installationFor({ repository }: Pick<WebhookEvent, "repository">): Installation | undefined {
    return repository && this.#source.installations.covering(repository);
  }

  #queue(envelope: Envelope, redelivery: boolean): void {
    const delivered = this.#turn.then(() => this.#deliver(envelope, redelivery));
    this.#turn = Promise.race([delivered, delay(MAX_DELAY_MS, delivered)]);
    void this.#underWay.track(delivered);
  }

  async #deliver(envelope: Envelope, redelivery: boolean): Promise<void> {
    const url = this.#url;
    if (url === undefined || this.#stopped.signal.aborted) return;
    const { clock, ids } = this.#source;
    const deliveredAt = clock.timestamp();
    const { id } = ids.next("delivery");
    const timeout = AbortSignal.timeout(this.#settings.timeoutMs);
    const started = performance.now();
    const signal = AbortSignal.any([timeout, this.#stopped.signal]);
    const answer = await post(url, envelope.headers, envelope.body, signal);
    const seconds = Math.round(performance.now() - started) / 1000;
    const { guid, event, action } = envelope;
    const { status, statusCode, ...response } = answer;
    const attempt = { id, guid, event, action, redelivery, url, deliveredAt, seconds };
    this.#deliveries.push({ ...attempt, status, statusCode, request: envelope, response });
  }
}

/** Passes after `ms`, or earlier with what it is to limit; it keeps no process alive. */
function delay(ms: number, limited: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    void limited.then(() => clearTimeout(timer));
  });
}
