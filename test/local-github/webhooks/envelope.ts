import { createHmac, randomUUID } from "node:crypto";
import { accountJson, organizationJson } from "../payloads/account.ts";
import type { JsonObject } from "../payloads/json.ts";
import { pushedRepositoryJson, repositoryJson } from "../payloads/repository.ts";
import type { Account } from "../state/accounts.ts";
import type { App } from "../state/app.ts";
import type { Installation } from "../state/installations.ts";
import type { Links } from "../state/links.ts";
import type { Repository } from "../state/repositories.ts";

/** Whether what happens is told to the app. `deliver: false` keeps it quiet. */
export interface Sending {
  readonly deliver?: boolean | undefined;
}

/** Something that happened, before it is known who is to hear of it. */
export interface WebhookEvent extends Sending {
  readonly event: string;
  readonly action?: string;
  readonly repository?: Repository;
  readonly sender?: Account;
  readonly payload: JsonObject;
}

/** What goes out: the same bytes and the same guid however often it is sent. */
export interface Envelope {
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HOOK_ID = 480_000_001;

export function createEnvelope(
  links: Links,
  app: App,
  event: WebhookEvent,
  installation: Installation | undefined,
): Envelope {
  const guid = randomUUID();
  const body = JSON.stringify(fullPayload(links, event, installation));
  return {
    guid,
    event: event.event,
    action: event.action ?? null,
    installationId: installation?.id ?? null,
    repositoryId: event.repository?.id ?? null,
    headers: headersOf(app, event.event, guid, body),
    body,
  };
}

function fullPayload(
  links: Links,
  { event, action, repository, sender, payload }: WebhookEvent,
  installation: Installation | undefined,
): JsonObject {
  const repositoryPayload = event === "push" ? pushedRepositoryJson : repositoryJson;
  return {
    ...(action === undefined ? {} : { action }),
    ...payload,
    ...(repository ? { repository: repositoryPayload(links, repository) } : {}),
    ...(repository?.owner.type === "Organization"
      ? { organization: organizationJson(links, repository.owner) }
      : {}),
    ...(sender ? { sender: accountJson(links, sender) } : {}),
    ...(installation && !("installation" in payload)
      ? { installation: { id: installation.id, node_id: installation.nodeId } }
      : {}),
  };
}

function headersOf(
  app: App,
  event: string,
  guid: string,
  body: string,
): Readonly<Record<string, string>> {
  return {
    Accept: "*/*",
    "Content-Type": "application/json",
    "User-Agent": "GitHub-Hookshot/0b1e5a7",
    "X-GitHub-Delivery": guid,
    "X-GitHub-Event": event,
    "X-GitHub-Hook-ID": String(HOOK_ID),
    "X-GitHub-Hook-Installation-Target-ID": String(app.id),
    "X-GitHub-Hook-Installation-Target-Type": "integration",
    "X-Hub-Signature": `sha1=${createHmac("sha1", app.webhookSecret).update(body).digest("hex")}`,
    "X-Hub-Signature-256": `sha256=${createHmac("sha256", app.webhookSecret).update(body).digest("hex")}`,
  };
}

/** The event that GitHub sends when an app's webhook is set up. */
export function pingEvent(links: Links, app: App, url: string): WebhookEvent {
  const hook = {
    type: "App",
    id: HOOK_ID,
    name: "web",
    active: true,
    events: app.events,
    config: { content_type: "json", insecure_ssl: "0", secret: "********", url },
    updated_at: app.createdAt,
    created_at: app.createdAt,
    app_id: app.id,
    deliveries_url: `${links.origin}/app/hook/deliveries`,
  };
  return { event: "ping", payload: { zen: "Keep it logically awesome.", hook_id: HOOK_ID, hook } };
}
