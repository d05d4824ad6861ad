import { describe, expect, test } from "vitest";
import { formatProblem } from "./format-problem.ts";
import { MAX_DEFINITION_BYTES, parseDefinition } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { defaultDefinition } from "./schema.ts";

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

function definitionOf(text: string) {
  const result = parseDefinition(`version: 1\n${text}`, { file: FILE });
  if (!result.ok) throw new Error(result.failure.map(formatProblem).join("\n"));
  return result.value.definition;
}

const WHOLE = `
version: 1
extends: acme/.github:codex/node.yml@main
image: registry.example.com/acme/universal:latest
pull: missing
runtimes: {node: 22, python: "3.12"}
workdir: ./services/backend/
dependencies: auto
setup: |
  apt-get update && apt-get install -y libpq-dev
maintenance: |
  pnpm install --frozen-lockfile
start: |
  pg_ctlcluster 15 main start
env: {NODE_ENV: development, PORT: 8080, DEBUG: true}
secrets: [NPM_TOKEN, {name: LICENSE, persist: allowed}]
network:
  setup: {access: unrestricted}
  agent:
    access: allowlist
    presets: [common-dependencies]
    domains: [docs.example.com, "*.acme.dev", {host: db.acme.dev, ports: [8443]}]
    methods: [GET, HEAD, OPTIONS]
    git: false
cache: {ttl: 12h, prebuild: true}
agent: {use: codex, model: some-model, effort: high, attempts: 2, timeout: 60m}
verify:
  - {name: test, run: pnpm test, timeout: 20m}
checks: {on: [pull_request], paths: ["**"], drafts: false}
review: {apply: suggest}
resources: {cpus: 2, memory: 4g, pids: 1024, disk: 10g, setup_timeout: 30m, maintenance_timeout: 10m}
on_setup_failure: stop
`;

describe("a valid definition", () => {
  test("gives all values in their normal form", () => {
    const result = parseDefinition(WHOLE, { file: FILE });
    expect(result.ok && result.value.definition).toEqual({
      version: 1,
      extends: "acme/.github:codex/node.yml@main",
      image: "registry.example.com/acme/universal:latest",
      build: null,
      pull: "missing",
      runtimes: { node: "22", python: "3.12" },
      workdir: "services/backend",
      dependencies: "auto",
      setup: "apt-get update && apt-get install -y libpq-dev\n",
      maintenance: "pnpm install --frozen-lockfile\n",
      start: "pg_ctlcluster 15 main start\n",
      env: { NODE_ENV: "development", PORT: "8080", DEBUG: "true" },
      secrets: [
        { name: "NPM_TOKEN", persist: false },
        { name: "LICENSE", persist: true },
      ],
      network: {
        setup: {
          access: "unrestricted",
          presets: ["common-dependencies"],
          domains: [],
          methods: "all",
          git: false,
        },
        agent: {
          access: "allowlist",
          presets: ["common-dependencies"],
          domains: [
            { host: "docs.example.com", ports: [80, 443] },
            { host: "*.acme.dev", ports: [80, 443] },
            { host: "db.acme.dev", ports: [8443] },
          ],
          methods: ["GET", "HEAD", "OPTIONS"],
          git: false,
        },
      },
      cache: { ttlMs: 43_200_000, prebuild: true },
      agent: {
        use: "codex",
        model: "some-model",
        effort: "high",
        attempts: 2,
        timeoutMs: 3_600_000,
        run: null,
        install: null,
      },
      verify: [{ name: "test", run: "pnpm test", timeoutMs: 1_200_000 }],
      checks: { on: ["pull_request"], paths: ["**"], drafts: false },
      review: { apply: "suggest" },
      resources: {
        cpus: 2,
        memoryBytes: 4_294_967_296,
        pids: 1024,
        diskBytes: 10_737_418_240,
        setupTimeoutMs: 1_800_000,
        maintenanceTimeoutMs: 600_000,
      },
      onSetupFailure: "stop",
    });
  });

  test("with a version alone has every default", () => {
    expect(definitionOf("")).toEqual(defaultDefinition());
    expect(defaultDefinition()).toMatchObject({
      image: null,
      setup: null,
      network: { agent: { access: "off" }, setup: { access: "unrestricted" } },
      agent: { use: "codex", attempts: 1 },
    });
  });

  test("tells which paths it sets itself", () => {
    const result = parseDefinition("version: 1\nagent: {timeout: 5m}\nsecrets: [A]\n", {
      file: FILE,
    });
    expect(result.ok && result.value.setPaths).toEqual([
      "version",
      "agent",
      "agent.timeout",
      "secrets",
      "secrets[0]",
    ]);
  });

  test("may start with a byte order mark and end its lines with carriage returns", () => {
    const text = "\uFEFFversion: 1\r\nsetup: |\r\n  a\r\n  b\r\n";
    for (const input of [text, new TextEncoder().encode(text)]) {
      const result = parseDefinition(input, { file: FILE });
      expect(result.ok && result.value.definition.setup).toBe("a\nb\n");
    }
  });

  test("may use a few anchors and aliases", () => {
    const text = "env: {A: &value x, B: *value}\n";
    expect(definitionOf(text).env).toEqual({ A: "x", B: "x" });
  });

  test("keeps on, off, yes and no as text, since it is YAML 1.2", () => {
    expect(definitionOf("dependencies: off\nenv: {A: on, B: yes}\n")).toMatchObject({
      dependencies: "off",
      env: { A: "on", B: "yes" },
    });
  });

  test("names every image with a tag, so that it can never be read as an image id", () => {
    expect(definitionOf("image: node\n").image).toBe("node:latest");
  });
});

describe("a file as a whole", () => {
  test.each(["", "# only a comment\n", "---\n", "~\n"])("%j lacks its version", (text) => {
    expect(onlyProblem(text)).toMatchObject({
      path: "version",
      line: 1,
      message: "the key version is missing; write version: 1",
      suggestion: "version: 1",
    });
  });

  test("over 64 KB is refused before it is read", () => {
    const text = `version: 1\n# ${"ä".repeat(MAX_DEFINITION_BYTES / 2)}`;
    expect(onlyProblem(text).message).toBe(
      "a file of at most 65536 bytes is expected, found a larger one",
    );
  });

  test("with bytes that are not UTF-8 tells the line and the byte", () => {
    const bytes = Buffer.concat([Buffer.from("version: 1\nsetup: é"), Buffer.of(0xe9, 0x0a)]);
    expect(problemsOf(bytes)).toMatchObject([
      { line: 2, column: 9, message: expect.stringContaining("found the byte 0xe9") },
    ]);
  });

  test("that ends within a character is not UTF-8 either", () => {
    expect(problemsOf(Buffer.of(0x61, 0x0a, 0xe2, 0x82))).toMatchObject([{ line: 2, column: 1 }]);
  });

  test.each([
    ["- a\n", "a mapping of keys to values is expected, found a list"],
    ["just text\n", 'a mapping of keys to values is expected, found "just text"'],
    ["version: 1\n---\nversion: 1\n", "one YAML document is expected, found a second one (---)"],
    ["%YAML 1.1\n---\nversion: 1\n", "YAML 1.2 is expected, found a directive for YAML 1.1"],
  ])("%j is refused", (text, message) => {
    expect(onlyProblem(text).message).toBe(message);
  });
});

describe("the problems of a file", () => {
  test("come all at once, in the order of the file", () => {
    expect(
      wordsOf(`netwrok: {}
image: sha256:0123
build: {}
setup: [npm ci]
resources: {memory: 4294967296, cpus: "2"}
runtimes: {python: 3.10}
on_setup_failure: ignore
`),
    ).toEqual([
      '2:1 netwrok: unknown key "netwrok"; did you mean "network"?',
      '3:8 image: "sha256:0123": the name of a registry image is expected, found an image id (an id could be any image of this machine)',
      "4:1 build: either image or build is expected, found both",
      "5:8 setup: text (the commands, on one or many lines) or a mapping of before and after is expected, found a list (write KEY: | and the lines under it)",
      "6:21 resources.memory: a size from 64m to 1t with its unit, such as 512m or 4g is expected, found 4294967296",
      '6:39 resources.cpus: a number from 0.1 to 128 is expected, found "2"; write 2',
      '7:20 runtimes.python: 3.10: text in quotes is expected, found what YAML reads as 3.1; write "3.10"',
      '8:19 on_setup_failure: one of stop or continue is expected, found "ignore"',
    ]);
  });

  test("carry the source line and the part of it that is meant", () => {
    const problem = onlyProblem(
      'version: 1\nnetwork:\n  agent:\n    domains:\n      - "https://example.com/*"\n',
    );
    expect(problem).toEqual({
      file: FILE,
      line: 5,
      column: 9,
      path: "network.agent.domains[0]",
      message: '"https://example.com/*": a domain is expected, found a URL; write "example.com"',
      expected: "a domain",
      found: "a URL",
      suggestion: "example.com",
      sourceLine: '      - "https://example.com/*"',
      length: 23,
    });
  });

  test("are a hundred at most, and then a count of the others", () => {
    const text = Array.from({ length: 150 }, (_, n) => `zzzzzzzz${n}: 1`).join("\n");
    const problems = problemsOf(`version: 1\n${text}\n`);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toBe("50 more problems are not shown");
  });
});

describe("a command where a step of verify belongs", () => {
  test.each([
    ["npm test", "[{name: test, run: npm test}]"],
    ["[make check]", "{name: test, run: make check}"],
    ['"a, b: {c}"', '[{name: test, run: "a, b: {c}"}]'],
  ])("is advised to become one: %s", (value, suggestion) => {
    const problem = onlyProblem(`version: 1\nverify: ${value}\n`);
    expect(problem.suggestion).toBe(suggestion);
    const list = suggestion.startsWith("[") ? suggestion : `[${suggestion}]`;
    expect(problemsOf(`version: 1\nverify: ${list}\n`)).toEqual([]);
  });

  test("of several lines is told the keys that it needs", () => {
    expect(wordsOf("verify:\n  - |\n    a\n    b\n")).toEqual([
      expect.stringContaining("(its keys are name, run, timeout)"),
    ]);
  });
});
