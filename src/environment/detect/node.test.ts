import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectNode } from "./node.ts";
import type { Detection } from "./project-files.ts";

function detect(files: Readonly<Record<string, string>>): Detection {
  return detectNode({ files: Object.keys(files), read: (path) => files[path] ?? null });
}

function onlyStep(files: Readonly<Record<string, string>>) {
  const [step, ...others] = detect(files).steps;
  expect(others).toEqual([]);
  if (step === undefined) throw new Error("nothing was detected");
  return step;
}

function manifest(value: object): Record<string, string> {
  return { "package.json": JSON.stringify(value) };
}

const PLAIN = { "package.json": "{}" };

describe("a folder of Node.js", () => {
  test.each([
    ["package-lock.json", "npm", "npm ci"],
    ["npm-shrinkwrap.json", "npm", "npm ci"],
    ["pnpm-lock.yaml", "pnpm", "pnpm install --frozen-lockfile"],
    ["yarn.lock", "yarn", "yarn install --frozen-lockfile --non-interactive"],
    ["bun.lock", "bun", "bun install --frozen-lockfile"],
    ["bun.lockb", "bun", "bun install --frozen-lockfile"],
  ])("with %s is installed by %s: %s", (lock, manager, command) => {
    expect(onlyStep({ ...PLAIN, [lock]: "" })).toMatchObject({
      manager,
      command,
      because: lock,
      lockFiles: [lock, "package.json"].sort(),
    });
  });

  test("without a lock file is installed by npm, which writes none", () => {
    const { steps, notices } = detect(PLAIN);
    expect(steps).toMatchObject([
      { manager: "npm", command: "npm install --no-package-lock", because: "package.json" },
    ]);
    expect(notices).toEqual([
      "npm has no lock file here, so versions can differ between installs.",
    ]);
  });

  test("with two lock files says which one wins, and how to decide otherwise", () => {
    const { steps, notices } = detect({ ...PLAIN, "package-lock.json": "", "pnpm-lock.yaml": "" });
    expect(steps).toMatchObject([{ manager: "pnpm" }]);
    expect(notices).toEqual([
      "pnpm-lock.yaml is used and package-lock.json is not: packageManager in package.json can decide otherwise.",
    ]);
  });

  test("is installed by what packageManager names, in its version", () => {
    const files = {
      ...manifest({ packageManager: "pnpm@9.1.0+sha512.0123abcd" }),
      "pnpm-lock.yaml": "",
      "package-lock.json": "",
    };
    expect(onlyStep(files).ensure).toBe(
      "command -v pnpm >/dev/null 2>&1 || npm install --global pnpm@9.1.0",
    );
    expect(detect(files).notices).toEqual([
      "pnpm-lock.yaml is used and package-lock.json is not: package.json names pnpm.",
    ]);
  });

  test("is installed by what packageManager names also where only another lock file is there", () => {
    const { steps, notices } = detect({
      ...manifest({ packageManager: "pnpm@9.1.0" }),
      "package-lock.json": "",
    });
    expect(steps).toMatchObject([
      { command: "pnpm install --no-lockfile", because: "packageManager in package.json" },
    ]);
    expect(notices).toEqual([
      "pnpm has no lock file here, so versions can differ between installs. package-lock.json is not used, since package.json names pnpm.",
    ]);
  });

  test("is installed by what devEngines names where packageManager says nothing", () => {
    const devEngines = { packageManager: { name: "bun", version: "^1.2.0" } };
    expect(onlyStep(manifest({ devEngines }))).toMatchObject({
      manager: "bun",
      ensure: "command -v bun >/dev/null 2>&1 || npm install --global bun@1",
      because: "devEngines.packageManager in package.json",
    });
  });

  test.each([
    ["lockfileVersion: 5.4\n", "pnpm@7"],
    ["lockfileVersion: '6.0'\n", "pnpm@8"],
    ["lockfileVersion: '9.0'\n", "pnpm@10"],
    ["lockfileVersion: '$(id)'\n", "pnpm@10"],
  ])("gets a pnpm that reads its lock file: %j", (lock, version) => {
    const { ensure } = onlyStep({ ...PLAIN, "pnpm-lock.yaml": lock });
    expect(ensure).toBe(`command -v pnpm >/dev/null 2>&1 || npm install --global ${version}`);
  });

  test.each([
    [{ "yarn.lock": "__metadata:\n  version: 8\n" }, {}],
    [{ ".yarnrc.yml": "" }, { packageManager: "yarn" }],
    [{ "yarn.lock": "# yarn lockfile v1\n" }, { packageManager: "yarn@4.5.0" }],
  ])("with the signs of a later yarn does not use yarn 1: %j", (files, extra) => {
    const step = onlyStep({ ...manifest(extra), ...files });
    expect(step.command).toMatch(/^yarn install --(?:no-)?immutable$/);
    expect(step.ensure).toMatch(/@yarnpkg\/cli-dist@4/);
  });

  test("that has a test script can be verified with it", () => {
    expect(onlyStep(manifest({ scripts: { test: "vitest" } })).test).toBe("npm run test");
    expect(onlyStep(manifest({ scripts: {} })).test).toBeNull();
  });

  test.each(["", "{", "[]", "null", "5", '"x"', "[".repeat(100_000), "\0\u0001\ufffd"])(
    "with a package.json that is no JSON object is not installed: %j",
    (text) => {
      expect(detect({ "package.json": text })).toEqual({
        steps: [],
        notices: ["package.json is not a JSON object, so nothing is installed for Node.js."],
      });
    },
  );

  test("with a lock file and no package.json says so", () => {
    expect(detect({ "yarn.lock": "" })).toEqual({
      steps: [],
      notices: ["There is yarn.lock, but no package.json."],
    });
  });
});

describe("what package.json says never reaches a command", () => {
  test.each([
    "pnpm@$(id)",
    "pnpm@9.1.0; id",
    "pnpm@9.1.0\nid",
    "pnpm@`id`",
    "pnpm@https://evil.example/x.tgz",
    "pnpm@9.1.0+$(id)",
    "pnpm@latest",
    "pnpm@",
  ])("the version of %j is passed over, and a notice says so", (packageManager) => {
    const { steps, notices } = detect({ ...manifest({ packageManager }), "pnpm-lock.yaml": "" });
    expect(steps[0]?.ensure).toBe(
      "command -v pnpm >/dev/null 2>&1 || npm install --global pnpm@10",
    );
    expect(notices[0]).toMatch(/^packageManager in package\.json is "pnpm@/);
    expect(notices[0]).not.toMatch(/\p{Cc}/u);
  });

  test.each(["$(id)", "evil@1.0.0", "../x@1.0.0", 5, null, {}, ["npm"], "npm ; id"])(
    "packageManager %j is passed over",
    (packageManager) => {
      expect(onlyStep(manifest({ packageManager })).command).toBe("npm install --no-package-lock");
    },
  );

  test("whatever it is, commands are made of known words and versions", () => {
    const known = /^(?:npm|pnpm|yarn|bun) (?:ci|install)(?: --[a-z-]+)*$/;
    const ensured = /(?:npm|pnpm|yarn|bun|cli-dist)@[0-9][0-9A-Za-z.-]*(?: ;; esac)?$/;
    const nasty = fc.string({
      unit: fc.constantFrom(...Array.from("pnmyarbu@1.0-+$();\n `'\"\\")),
      maxLength: 20,
    });
    fc.assert(
      fc.property(nasty, nasty, (packageManager, version) => {
        const devEngines = { packageManager: { name: "yarn", version } };
        for (const value of [
          { packageManager: `pnpm@${packageManager}` },
          { packageManager, devEngines },
          { devEngines },
        ]) {
          const step = onlyStep(manifest(value));
          expect(step.command).toMatch(known);
          expect(step.ensure ?? "npm@1").toMatch(ensured);
        }
      }),
    );
  });
});
