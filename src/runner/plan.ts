import { agentPhase } from "./phases/agent.ts";
import { checkoutForSetup, checkoutForTask } from "./phases/checkout.ts";
import { dependenciesAgain, dependenciesPhase } from "./phases/dependencies.ts";
import { diffPhase } from "./phases/diff.ts";
import { fetchPhase } from "./phases/fetch.ts";
import { imagePhase } from "./phases/image.ts";
import { maintenancePhase } from "./phases/maintenance.ts";
import type { Phase } from "./phases/phase.ts";
import { runtimesPhase } from "./phases/runtimes.ts";
import { setupPhase } from "./phases/setup.ts";
import { startPhase } from "./phases/start.ts";
import { verifyPhase } from "./phases/verify.ts";

/**
 * The order of a run that starts from nothing. No other place knows it.
 *
 * Up to `maintenance` the sandbox has the engine's default network; `start` closes it for good. The
 * diff comes before the checks, so that what they write is not taken for the agent's.
 */
export const COLD_PLAN: readonly Phase[] = [
  fetchPhase,
  imagePhase,
  checkoutForSetup,
  runtimesPhase,
  dependenciesPhase,
  setupPhase,
  checkoutForTask,
  dependenciesAgain,
  maintenancePhase,
  startPhase,
  agentPhase,
  diffPhase,
  verifyPhase,
];
