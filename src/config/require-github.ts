import { failure, success, type Result } from "../errors.ts";
import { settingProblem, type SettingProblem } from "./setting-problem.ts";
import type { GithubSettings, Settings } from "./settings.ts";

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
  return failure([
    ...(appId === null ? [missing("APP_ID", "the id of the GitHub App", "set it")] : []),
    ...(privateKey === null
      ? [missing("PRIVATE_KEY", "the private key of the GitHub App", "set it or PRIVATE_KEY_FILE")]
      : []),
    ...(webhookSecret === null
      ? [missing("WEBHOOK_SECRET", "the app's webhook secret", "set it or WEBHOOK_SECRET_FILE")]
      : []),
  ]);
}

function missing(variable: string, expected: string, mend: string): SettingProblem {
  return settingProblem({
    variable,
    expected,
    found: null,
    mend: `${mend}, from the settings page of the app on GitHub`,
  });
}
