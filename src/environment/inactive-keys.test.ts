import { expect, test } from "vitest";
import { describedKeys } from "./key-table.ts";
import { inactiveKeys, pathsWithoutEffect } from "./inactive-keys.ts";
import { parseDefinition } from "./parse.ts";

function inactiveIn(text: string): string[] {
  const result = parseDefinition(`version: 1\n${text}`, { file: "f" });
  if (!result.ok) throw new Error(result.failure.map(({ message }) => message).join("\n"));
  return inactiveKeys(result.value).map(({ path }) => path);
}

test("a definition of active keys alone has none", () => {
  const text = `image: node:22
pull: always
runtimes: {node: 22}
workdir: a
dependencies: off
setup: a
maintenance: b
start: c
env: {A: b}
secrets: [TOKEN]
resources: {cpus: 1}
agent: {use: command, timeout: 5m, attempts: 1}
verify: [{name: a, run: b}]
on_setup_failure: continue
`;
  expect(inactiveIn(text)).toEqual([]);
});

test("defaults are no reason to say anything", () => {
  expect(inactiveIn("")).toEqual([]);
});

test.each([
  ["extends: acme/x:y.yml@main", ["extends"]],
  ["build: {}", ["build"]],
  ["network: {setup: {access: off}}", ["network.setup"]],
  ["network: {setup: {access: unrestricted}}", []],
  ["network: {agent: {access: off}}", []],
  ["network: {agent: {access: allowlist}}", ["network.agent"]],
  ["network: {agent: {domains: [a.example]}}", ["network.agent"]],
  ["cache: {ttl: 1h}", ["cache"]],
  ["agent: {use: codex}", ["agent.use"]],
  ["agent: {use: custom, run: x, install: y}", ["agent.use", "agent.run", "agent.install"]],
  ["agent: {model: m, effort: low}", ["agent.model", "agent.effort"]],
  ["agent: {attempts: 2}", ["agent.attempts"]],
  ["checks: {drafts: true}", ["checks"]],
  ["review: {apply: suggest}", []],
  ["review: {apply: push}", ["review.apply"]],
])("%s: %j", (text, paths) => {
  expect(inactiveIn(`${text}\n`)).toEqual(paths);
});

test("the sentence says why", () => {
  const result = parseDefinition("version: 1\nnetwork: {agent: {access: unrestricted}}\n", {
    file: "f",
  });
  expect(result.ok && inactiveKeys(result.value)[0]?.sentence).toBe(
    "`network.agent` has no effect yet: start, agent and verify have no network at all in this version.",
  );
});

test("every path of the list is a key of the schema", () => {
  const keys = new Set(describedKeys().map(({ path }) => path));
  expect(pathsWithoutEffect().filter((path) => !keys.has(path))).toEqual([]);
});
