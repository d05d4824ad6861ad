import { failure, success, type Result } from "../errors.ts";
import { settingProblem, type SettingProblem } from "./setting-problem.ts";
import type { Environment, GithubSettings, Settings } from "./settings.ts";

/** What serving GitHub takes, with nothing missing. */
export type ServingGithub = {
  readonly [Key in keyof GithubSettings]: NonNullable<GithubSettings[Key]>;
};

/**
 * The settings of the GitHub App, or all that is missing of them. Without a webhook secret
 * anybody could give orders, so there is no default for it.
 */
export function requireGithub({ github }: Settings): Result<ServingGithub, SettingProblem[]> {
  const { appId, privateKey, webhookSecret } = github;
  if (appId !== null && privateKey !== null && webhookSecret !== null) {
    return success({ ...github, appId, privateKey, webhookSecret });
  }
  const isSet = { APP_ID: appId, PRIVATE_KEY: privateKey, WEBHOOK_SECRET: webhookSecret };
  return failure(REQUIRED.filter(({ variable }) => isSet[variable] === null).map(missing));
}

/** The same by the environment alone, for where other settings are wrong as well. */
export function missingForGithub(env: Environment): SettingProblem[] {
  const isSet = (variable: string) => Boolean(env[variable]) || Boolean(env[`${variable}_FILE`]);
  return REQUIRED.filter(({ variable }) => !isSet(variable)).map(missing);
}

const REQUIRED = [
  { variable: "APP_ID", expected: "the id of the GitHub App", mend: "set it" },
  {
    variable: "PRIVATE_KEY",
    expected: "the private key of the GitHub App",
    mend: "set it or PRIVATE_KEY_FILE",
  },
  {
    variable: "WEBHOOK_SECRET",
    expected: "the app's webhook secret",
    mend: "set it or WEBHOOK_SECRET_FILE",
  },
] as const;

function missing({ variable, expected, mend }: (typeof REQUIRED)[number]): SettingProblem {
  return settingProblem({
    variable,
    expected,
    found: null,
    mend: `${mend}, from the settings page of the app on GitHub`,
  });
}
