import type { Detection } from "./detect.ts";
import { visible } from "./visible.ts";

/** The text of a first `.codex/environment.yml`, with what was found and what can be added. */
export function suggestDefinition(detected: Detection): string {
  return [
    ...head(detected),
    "",
    ...SETUP,
    "",
    ...VERIFY,
    ...verify(detected),
    "",
    ...REST,
    "",
  ].join("\n");
}

function head({ steps, notices }: Detection): string[] {
  const found = steps.map(
    ({ manager, because }) => `#   ${manager}, because of ${visible(because)}`,
  );
  const nothing = ["#   nothing that Berth knows; install what you need in setup below"];
  return [
    "# The environment that coding agents work in on this repository.",
    "# `berth validate` checks this file.",
    "version: 1",
    "",
    "# Installed by themselves, before setup:",
    ...(found.length === 0 ? nothing : found),
    ...notices.map((notice) => `# Note: ${visible(notice)}`),
    "dependencies: auto",
  ];
}

const SETUP = [
  "# The container image to start from; without it, the server's default image.",
  "# image: node:22-bookworm",
  "",
  "# Language versions, for images that can switch them. Quote versions that end in 0.",
  '# runtimes: {node: 22, python: "3.12"}',
  "",
  "# Makes the environment ready, as root and with network; every task runs it.",
  "# setup: |",
  "#   apt-get update && apt-get install -y libpq-dev",
  "",
  "# Follows the task's commit, where it is another than setup ran on.",
  "# maintenance: |",
  "#   ./scripts/migrate.sh",
  "",
  "# Variables of every phase. Secrets do not belong here.",
  "# env: {NODE_ENV: development}",
];

const VERIFY = ["# Checks of what the agent made, run after it."];

/** Written out, but as a comment: only the people who know the tests know that they pass. */
function verify({ steps }: Detection): string[] {
  const tests = steps.flatMap(({ manager, test }) => (test === null ? [] : [{ manager, test }]));
  const shown = tests.length === 0 ? [{ manager: "test", test: "make test" }] : tests;
  return [
    "# verify:",
    ...shown.map(({ manager, test }) => `#   - {name: ${manager}, run: ${test}}`),
  ];
}

const REST = ["# All keys: docs/definition.md in Berth, or `berth schema`."];
