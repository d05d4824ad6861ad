import type { App } from "../state/app.ts";
import type { Installation } from "../state/installations.ts";
import type { Links } from "../state/links.ts";
import { accountJson } from "./account.ts";
import type { JsonObject } from "./json.ts";

export function appJson(links: Links, app: App): JsonObject {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: app.nodeId,
    owner: accountJson(links, app.owner),
    name: app.name,
    description: null,
    external_url: "https://example.com/app",
    html_url: `${links.origin}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  };
}

export function installationJson(links: Links, app: App, installation: Installation): JsonObject {
  const { account, id } = installation;
  const settings =
    account.type === "Organization" ? `organizations/${account.login}/settings` : "settings";
  return {
    id,
    client_id: app.clientId,
    account: accountJson(links, account),
    repository_selection: installation.selection,
    access_tokens_url: `${links.origin}/app/installations/${id}/access_tokens`,
    repositories_url: `${links.origin}/installation/repositories`,
    html_url: `${links.origin}/${settings}/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}
