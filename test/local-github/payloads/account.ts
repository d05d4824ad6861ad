import type { Account } from "../state/accounts.ts";
import type { Links } from "../state/links.ts";
import type { JsonObject } from "./json.ts";

export function accountJson(links: Links, account: Account): JsonObject {
  const url = links.account(account.login);
  const page =
    account.type === "Bot"
      ? `${links.origin}/apps/${account.login.replace("[bot]", "")}`
      : `${links.origin}/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${links.origin}/avatars/u/${account.id}?v=4`,
    gravatar_id: "",
    url,
    html_url: page,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

export function publicAccountJson(links: Links, account: Account): JsonObject {
  return {
    ...accountJson(links, account),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

/** The `organization` that rides along in webhooks of an organisation's repositories. */
export function organizationJson(links: Links, account: Account): JsonObject {
  const url = `${links.origin}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${links.origin}/avatars/u/${account.id}?v=4`,
    description: "",
  };
}
