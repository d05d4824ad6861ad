import { expect, test } from "vitest";
import { requireGithub } from "./require-github.ts";
import { loadSettings, type Settings } from "./settings.ts";

const MACHINE = { isRoot: true, processors: 1 };

function settings(github: Partial<Settings["github"]>): Settings {
  const result = loadSettings({}, () => "", MACHINE);
  if (!result.ok) throw new Error("the defaults are no settings");
  return { ...result.value, github: { ...result.value.github, ...github } };
}

test("serving GitHub takes an app, its key and a webhook secret; all that is missing is told", () => {
  const result = requireGithub(settings({}));
  expect(!result.ok && result.failure.map(({ message }) => message)).toEqual([
    "APP_ID: the id of the GitHub App is expected; set it, from the settings page of the app on GitHub",
    "PRIVATE_KEY: the private key of the GitHub App is expected; set it or PRIVATE_KEY_FILE, from the settings page of the app on GitHub",
    "WEBHOOK_SECRET: the app's webhook secret is expected; set it or WEBHOOK_SECRET_FILE, from the settings page of the app on GitHub",
  ]);
});

test("only what is missing is told", () => {
  const result = requireGithub(settings({ appId: 1, privateKey: "key" }));
  expect(!result.ok && result.failure.map(({ variable }) => variable)).toEqual(["WEBHOOK_SECRET"]);
});

test("serving GitHub is possible with all of them", () => {
  const whole = settings({ appId: 1, privateKey: "key", webhookSecret: "secret" });
  expect(requireGithub(whole)).toEqual({ ok: true, value: whole.github });
});
