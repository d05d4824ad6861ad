/**
 * What works in a prepared sandbox. The sandbox is closed by then: no network but what the policy
 * allows, no secrets. An agent changes files; what it changed is read by the diff phase.
 */
export interface Agent {
  readonly name: string;
  run(sandbox: AgentSandbox, request: AgentRequest): Promise<AgentOutcome>;
}

export interface AgentRequest {
  /** What was asked. Hostile text. */
  readonly prompt: string;
}

/** The sandbox as an agent gets it: its output goes to the work log, its time is bounded. */
export interface AgentSandbox {
  /** Runs a script with bash in the working directory, as a person's shell there would. */
  runScript(script: string): Promise<AgentOutcome>;
}

export type AgentOutcome =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "timed-out" }
  | { readonly kind: "aborted" }
  /** Its container ended under it. */
  | { readonly kind: "container-stopped"; readonly outOfMemory: boolean };
