import type { Agent, AgentOutcome, AgentRequest, AgentSandbox } from "../agent.ts";

/** Does literally what it is told: formatters, codemods, snapshot updates. Needs no model. */
export class CommandAgent implements Agent {
  readonly name = "command";

  run(sandbox: AgentSandbox, request: AgentRequest): Promise<AgentOutcome> {
    return sandbox.runScript(request.prompt);
  }
}
