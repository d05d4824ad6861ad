/**
 * Who may import whom: a room may import rooms of the rows below its own, never of its own row
 * or above (but `cli` may import `app`). `oxlint.config.ts` turns this table into lint rules and
 * `docs/development.md` shows it.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ["cli"],
  ["app"],
  ["http", "jobs"],
  ["trigger", "runner"],
  ["publish", "secrets"],
  ["github", "agent", "store", "egress", "git"],
  ["task", "environment", "config", "engine", "queue"],
  ["command", "sqlite"],
  ["errors", "log"],
];

/** Rooms whose adapters live in folders of their own: outside `app.ts`, import the port only. */
export const ADAPTERS: Readonly<Record<string, readonly string[]>> = {
  engine: ["docker", "fake"],
  agent: ["codex", "command", "custom"],
  github: ["octokit"],
  store: ["sql"],
  queue: ["sqlite", "pg-boss"],
};

/** Packages that one room alone may import. */
export const PACKAGE_OWNERS: Readonly<Record<string, string>> = {
  dockerode: "engine/docker",
  "@octokit/*": "github/octokit",
  probot: "app",
  commander: "cli",
  kysely: "store/sql",
};
