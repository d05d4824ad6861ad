import { describe, expect, test } from "vitest";
import { parseDefinition } from "./parse.ts";

function messagesOf(text: string): string[] {
  const result = parseDefinition(`version: 1\n${text}`, { file: "f" });
  return result.ok ? [] : result.failure.map(({ path, message }) => `${path}: ${message}`);
}

describe("keys that do not go together", () => {
  test("image and build", () => {
    expect(messagesOf("image: node:22\nbuild: {}\n")).toEqual([
      "build: either image or build is expected, found both",
    ]);
  });

  test("a name in env and in secrets", () => {
    expect(messagesOf("env: {TOKEN: a}\nsecrets: [TOKEN, {name: TOKEN}]\n")).toEqual([
      'secrets[0]: a name in env or in secrets is expected, found "TOKEN" in both',
      'secrets[1].name: a name in env or in secrets is expected, found "TOKEN" in both',
      'secrets[1].name: each secret once is expected, found "TOKEN" again',
    ]);
  });

  test("two steps with one name", () => {
    expect(messagesOf('verify: [{name: a, run: x}, {name: " a ", run: y}]\n')).toEqual([
      'verify[1].name: a name for each step of its own is expected, found "a" again',
    ]);
  });

  test("a custom agent without a command", () => {
    expect(messagesOf("agent: {use: custom}\n")).toEqual([
      "agent.use: agent.run, the command of the agent, is expected, found none (use: custom needs it)",
    ]);
    expect(messagesOf("agent: {use: custom, run: my-agent}\n")).toEqual([]);
  });

  test("the preset none and another preset", () => {
    expect(messagesOf("network: {agent: {presets: [all, none]}}\n")).toEqual([
      "network.agent.presets[1]: none alone is expected, found none beside other presets",
    ]);
    expect(messagesOf("network: {agent: {presets: [none]}}\n")).toEqual([]);
  });
});

describe("a number that YAML changes", () => {
  test.each(["3.10", "22.0", "0x16", "1e1", "+3", "0777"])("%s must be quoted", (number) => {
    const value = JSON.stringify(Number(number));
    expect(messagesOf(`runtimes: {python: ${number}}\n`)).toEqual([
      `runtimes.python: ${number}: text in quotes is expected, found what YAML reads as ${value}; write "${number}"`,
    ]);
    expect(messagesOf(`runtimes: {python: "${number.replace("+", "")}"}\n`)).toEqual([]);
  });

  test.each(["3.12", "22", "0.5"])("%s is taken as it is", (number) => {
    expect(messagesOf(`runtimes: {python: ${number}}\nenv: {A: ${number}}\n`)).toEqual([]);
  });

  test("in env and build.args too, and so must True", () => {
    expect(messagesOf("env: {A: 1.10, B: True}\nbuild: {args: {C: 0x1}}\n")).toEqual([
      'env.A: 1.10: text in quotes is expected, found what YAML reads as 1.1; write "1.10"',
      'env.B: True: text in quotes is expected, found what YAML reads as true; write "True"',
      'build.args.C: 0x1: text in quotes is expected, found what YAML reads as 1; write "0x1"',
    ]);
  });
});

test("rules speak also where the schema has objections", () => {
  expect(messagesOf("env: {A: [x]}\nsecrets: [A, A]\nunknown: 1\n")).toHaveLength(5);
});

test.each([
  "env: 1",
  "secrets: x",
  "verify: {}",
  "agent: []",
  "network: 5",
  "build: x",
  "runtimes: []",
])("rules take nothing for granted: %s", (text) => {
  expect(messagesOf(`${text}\n`)).toHaveLength(1);
});
