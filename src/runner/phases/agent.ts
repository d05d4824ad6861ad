import type { AgentSandbox } from "../../agent/agent.ts";
import { commandFailure } from "../describe-failure.ts";
import { runInSandbox } from "../run-script.ts";
import type { Run } from "../run.ts";
import { typedScript } from "../user-script.ts";
import { undecided, type Phase } from "./phase.ts";

/** Lets the agent work, in a sandbox that has no network by now. */
export const agentPhase: Phase = {
  name: "agent",
  due: undecided,
  run: async (run) => {
    const { prompt } = run.context.task;
    run.agentRan = true;
    const ended = await run.context.agent.run(sandboxFor(run), { prompt });
    if (ended.kind === "exited" && ended.exitCode === 0) return { ok: true, exitCode: 0 };
    const { timeoutMs } = run.definition.agent;
    return commandFailure(run, { phase: "agent", command: prompt, ended, limitMs: timeoutMs });
  },
};

function sandboxFor(run: Run): AgentSandbox {
  const { timeoutMs } = run.definition.agent;
  return {
    runScript: (script) =>
      runInSandbox(run, {
        phase: "agent",
        command: script,
        argv: typedScript(script),
        timeoutMs,
      }),
  };
}
