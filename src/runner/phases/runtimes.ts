import { groundFailure } from "../describe-failure.ts";
import { runSetupScript } from "../run-script.ts";
import type { PhaseResult, Run } from "../run.ts";
import { undecided, type Phase } from "./phase.ts";

/** The universal image's own way to switch language versions. */
const SETUP_UNIVERSAL = "/opt/codex/setup_universal.sh";
const LOOK_TIMEOUT_MS = 30_000;

/** Switches the image's languages to the versions asked for. */
export const runtimesPhase: Phase = {
  name: "runtimes",
  due: (run) => undecided(run) && wantsVersions(run),
  run: async (run) => {
    const argv = ["test", "-x", SETUP_UNIVERSAL];
    const looked = await run.sandbox.exec({ argv, timeoutMs: LOOK_TIMEOUT_MS });
    if (looked.kind !== "exited" || looked.exitCode !== 0) return cannotSwitch(run);
    return runSetupScript(run, { phase: "runtimes", script: SETUP_UNIVERSAL });
  },
};

function wantsVersions(run: Run): boolean {
  return Object.values(run.definition.runtimes).some((version) => version !== undefined);
}

function cannotSwitch(run: Run): PhaseResult {
  const names = Object.keys(run.definition.runtimes).join(", ");
  return groundFailure("runtimes", "setup-failed", {
    what: `\`runtimes\` asks for versions of ${names}, and the image has no \`${SETUP_UNIVERSAL}\` to switch them.`,
    mend: "Use codex-universal as the image, or one that has these versions and no `runtimes`.",
  });
}
