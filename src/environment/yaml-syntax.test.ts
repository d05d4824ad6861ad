import { describe, expect, test } from "vitest";
import { parseDefinition } from "./parse.ts";
import type { Problem } from "./problem.ts";

const FILE = ".codex/environment.yml";

function problemsOf(input: string | Uint8Array): Problem[] {
  const result = parseDefinition(input, { file: FILE });
  return result.ok ? [] : result.failure;
}

function onlyProblem(input: string): Problem {
  const [problem, ...others] = problemsOf(input);
  expect(others.map(({ message }) => message)).toEqual([]);
  if (problem === undefined) throw new Error("no problem was found");
  return problem;
}

/** `line:column path: message` of each problem, after a valid first line. */
function wordsOf(text: string): string[] {
  return problemsOf(`version: 1\n${text}`).map(
    ({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`,
  );
}

describe("what is no YAML", () => {
  test.each([
    [
      "version:1\nsetup: x\n",
      'a space after the colon is expected, found "version:1"; write "version: 1"',
    ],
    ["version: 1\n\tsetup: x\n", "indentation by spaces is expected, found a tab"],
    [
      "setup: npm ci: now\n",
      "one key on a line is expected, found a second colon (quote text with a colon and a space in it, and see to the indentation of the next line)",
    ],
    [
      "setup: |\nnpm ci\n",
      'a key with a colon is expected, found "npm ci" (if it belongs to the text above, give it more spaces)',
    ],
    [
      "image: @acme\n",
      "a value is expected, found text that starts with @ (such text needs quotes)",
    ],
    ['setup: "npm ci\n', "a quote that ends the text is expected, found the end of the file"],
  ])("%j is explained", (text, message) => {
    expect(onlyProblem(text).message).toBe(message);
  });

  test("as deep as a file can be does not exhaust the stack", () => {
    expect(onlyProblem("[".repeat(60_000)).message).toMatch(/nested too deeply/);
  });
});

describe("keys and values that only YAML has", () => {
  test("a text that starts with a star needs quotes", () => {
    expect(wordsOf("network: {agent: {domains: [*.acme.dev]}}\n")).toEqual([
      '2:29 network.agent.domains[0]: a value is expected, found an alias of something that does not exist (text that starts with * needs quotes); write "*.acme.dev"',
    ]);
  });

  test("an alias bomb is refused, and so is an alias within its own anchor", () => {
    const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
    const bomb = `version: 1\na0: &a0 [x]\n${levels.join("\n")}\n`;
    expect(problemsOf(bomb).at(-1)?.message).toMatch(
      /32 aliases and 16 levels is expected, found more/,
    );
    expect(wordsOf("env: &e {A: *e}\n").at(-1)).toMatch(/found more/);
  });

  test("merge keys, tags, duplicate keys and odd keys are problems, all at once", () => {
    const text = "<<: {pull: always}\nimage: !!str node\nimage: x\n? [a]\n: 1\nenv: {~: x}\n";
    expect(wordsOf(text)).toEqual([
      '2:1 ["<<"]: unknown key "<<": merge keys are not read; write the keys out',
      '3:14 image: a value without a tag is expected, found the tag "!!str"',
      '4:1 image: the key "image" stands here a second time; keep one',
      "5:3 : a key of plain text is expected, found a list or mapping",
      '7:7 env["~"]: a variable name (letters, digits and _, no digit first) is expected, found "~"',
    ]);
  });

  test("keys with the names of JavaScript's own are unknown keys and do no harm", () => {
    const text = "__proto__: {polluted: 1}\nconstructor: 1\nenv: {__proto__: x}\n";
    expect(wordsOf(text).map((words) => words.slice(0, 60))).toEqual([
      "2:1 : a key of plain text is expected, found __proto__",
      '3:1 constructor: unknown key "constructor"; a definition has',
      "4:7 env: a key of plain text is expected, found __proto__",
    ]);
    expect("polluted" in {}).toBe(false);
  });
});
