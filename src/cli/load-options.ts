import { readFileSync } from "node:fs";
import type { AppOptions } from "../app.ts";
import { missingForGithub, requireGithub } from "../config/require-github.ts";
import type { SettingProblem } from "../config/setting-problem.ts";
import { loadSettings, type Settings } from "../config/settings.ts";
import { createLog } from "../log.ts";
import { CommandError, EXIT } from "./output.ts";

/** The settings of this process's environment, checked as a whole; else all problems at once. */
export function loadOptions(role: "web" | "worker"): AppOptions {
  const settings = loadSettings(process.env, (path) => readFileSync(path, "utf8"));
  if (!settings.ok) {
    throw settingsError([...settings.failure, ...missingForGithub(process.env)]);
  }
  const github = requireGithub(settings.value);
  if (!github.ok) throw settingsError(github.failure);
  refusePostgres(settings.value);
  const log = createLog(settings.value.logLevel, { role });
  return { settings: settings.value, github: github.value, log };
}

/** Never taken silently for SQLite: data would land where nobody looks for it. */
function refusePostgres({ databaseUrl }: Settings): void {
  if (databaseUrl === null) return;
  throw new CommandError(
    "BERTH_DATABASE_URL: this version keeps its data in SQLite only; take the variable out",
    EXIT.misuse,
  );
}

function settingsError(problems: readonly SettingProblem[]): CommandError {
  const count = problems.length === 1 ? "a setting is" : `${problems.length} settings are`;
  const lines = problems.map(({ message }) => `  ${message}`);
  return new CommandError([`${count} not right:`, ...lines].join("\n"), EXIT.misuse);
}
