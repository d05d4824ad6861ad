import { generateKeyPairSync } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "main.ts");
const KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey;

const APP = { APP_ID: "1", PRIVATE_KEY: KEY, WEBHOOK_SECRET: "s" };

function berth(command: string, environment: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), "berth-serve-"));
  try {
    const env = { PATH: process.env["PATH"], BERTH_DATA_DIR: folder, ...environment };
    const options = { env, encoding: "utf8", timeout: 20_000 } as const;
    return spawnSync(process.execPath, [PROGRAM, command], options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(["serve", "worker"])("berth %s says all that it lacks, and starts nothing", (command) => {
  const { status, stderr } = berth(command, { BERTH_PORT: "many" });
  expect(status).toBe(2);
  expect(stderr).toContain("berth: 4 settings are not right:");
  expect(stderr).toContain("BERTH_PORT: a port from 0 to 65535 is expected");
  expect(stderr).toContain("WEBHOOK_SECRET: the app's webhook secret is expected");
});

test("berth serve does not start without a webhook secret", () => {
  const { status, stderr } = berth("serve", { APP_ID: "1", PRIVATE_KEY: KEY });
  expect(status).toBe(2);
  expect(stderr).toContain("WEBHOOK_SECRET: the app's webhook secret is expected");
});

test("berth serve does not take SQLite silently for the database that was asked for", () => {
  const { status, stderr } = berth("serve", {
    ...APP,
    BERTH_DATABASE_URL: "postgres://db.test/berth",
  });
  expect(status).toBe(2);
  expect(stderr).toContain("BERTH_DATABASE_URL: this version keeps its data in SQLite only");
});

test.each(["serve", "worker"])("berth %s does not start without git", (command) => {
  const { status, stdout, stderr } = berth(command, { ...APP, PATH: "/nowhere" });
  expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
  expect(stderr).toBe(
    "berth: repositories are fetched with git: git 2.38 or newer is expected on the PATH, found none that runs (git could not be run: spawn git ENOENT); install git, or mend the PATH\n",
  );
});

test.each(["serve", "worker"])("berth %s says it where its data folder is none", (command) => {
  const { status, stderr } = berth(command, { ...APP, BERTH_DATA_DIR: PROGRAM });
  expect(status).toBe(2);
  expect(stderr).toBe(
    `berth: ${PROGRAM}: a folder that the server can write to is expected, found a file; mend it, or set BERTH_DATA_DIR to another folder\n`,
  );
});
