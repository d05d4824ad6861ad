import { variables } from "../../src/config/variables.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the engine is stays true for the demo; who runs it may reach no other. */
const KEPT = new Set(["DOCKER_HOST"]);

/** An environment without settings of a Berth that somebody runs for real beside the demo. */
export function withoutSettings(environment: Environment): Record<string, string | undefined> {
  const entries = Object.entries(environment).filter(
    ([name]) => KEPT.has(name) || !isSetting(name),
  );
  return Object.fromEntries(entries);
}

function isSetting(name: string): boolean {
  return name.startsWith("BERTH_") || name.replace(/_FILE$/, "") in variables.shape;
}
