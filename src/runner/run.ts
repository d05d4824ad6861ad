import type { Agent } from "../agent/agent.ts";
import type { Engine, ImageDetails } from "../engine/engine.ts";
import type { Detection } from "../environment/detect.ts";
import type { EnvironmentDefinition } from "../environment/schema.ts";
import type { CommitId } from "../git/commit-id.ts";
import type { Mirror, Remote } from "../git/mirror.ts";
import type { Log } from "../log.ts";
import type { TaskDiff } from "../task/diff.ts";
import type { Outcome } from "../task/outcome.ts";
import type { PhaseName } from "../task/phase.ts";
import type { PhaseOutput, RunFailure } from "../task/report.ts";
import type { Task } from "../task/task.ts";
import { PhaseOutputCollector } from "./phase-output.ts";
import type { Sandbox } from "./sandbox.ts";
import type { WorkLogWriter } from "./work-log-writer.ts";

/** What the server's settings say about runs. */
export interface RunSettings {
  /** Of the server, in the labels of all its objects. */
  readonly serverId: string;
  /** Where a definition names no image. */
  readonly defaultImage: string;
  /** Patterns that a definition's image must fit; null for any registry image. */
  readonly allowedImages: readonly string[] | null;
}

/** What a run works with: the outside, the task, and where the work log goes. */
export interface RunContext {
  readonly task: Task;
  /** Runs of the same task that were cut short by a fault of ours or of the ground. */
  readonly runsBefore: number;
  readonly engine: Engine;
  readonly agent: Agent;
  readonly mirror: Mirror;
  /** `origin` in the sandbox: without credentials. */
  readonly cloneUrl: string;
  /** Asks for the remote each time, since its token runs out. */
  readonly remote: () => Promise<Remote>;
  readonly settings: RunSettings;
  readonly workLog: WorkLogWriter;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** How a phase ended. Not ok: the run is decided, and goes on only with what must still be done. */
export type PhaseResult =
  | { readonly ok: true; readonly exitCode: number | null }
  | { readonly ok: false; readonly outcome: Outcome; readonly failure: RunFailure };

export const DONE: PhaseResult = { ok: true, exitCode: null };

/** Attempts of a task beyond the first come with best-of-N. */
export const ATTEMPT = 1;

/** One run of a task: what its phases have found so far, each for those after it. */
export class Run {
  readonly context: RunContext;
  readonly commits: { readonly task: CommitId; readonly definition: CommitId };
  readonly notices: string[] = [];
  readonly outputs: PhaseOutput[] = [];
  /** Set by the phase that decided the run against success. */
  ending: { readonly outcome: Outcome; readonly failure: RunFailure } | null = null;
  /** How they are installed again on the task's commit; null where they need not be. */
  dependenciesOfTask: Detection | null = null;
  diff: TaskDiff | null = null;
  agentRan = false;
  /** Of the sandbox's lives, the one in which `start` ran last; 0 for none. */
  startedInLife = 0;
  /** What scripts have taken so far of `resources.setup_timeout`. */
  setupMs = 0;
  /**
   * Lines of `git diff --raw` for what differed from the task's commit before the agent began:
   * what setup left in the tree. Hostile text.
   */
  treeBeforeAgent = "";
  #definition: EnvironmentDefinition | null = null;
  #dependencies: Detection | null = null;
  #image: ImageDetails | null = null;
  #sandbox: Sandbox | null = null;
  #collector: PhaseOutputCollector | null = null;

  constructor(context: RunContext, commits: Run["commits"]) {
    this.context = context;
    this.commits = commits;
  }

  get definition(): EnvironmentDefinition {
    return found(this.#definition, "definition");
  }
  set definition(definition: EnvironmentDefinition) {
    this.#definition = definition;
  }

  /** How dependencies are installed, by the files of the definition's commit. */
  get dependencies(): Detection {
    return found(this.#dependencies, "dependencies");
  }
  set dependencies(dependencies: Detection) {
    this.#dependencies = dependencies;
  }

  get image(): ImageDetails {
    return found(this.#image, "image");
  }
  set image(image: ImageDetails) {
    this.#image = image;
  }

  get sandbox(): Sandbox {
    return found(this.#sandbox, "sandbox");
  }
  set sandbox(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }
  get sandboxOrNull(): Sandbox | null {
    return this.#sandbox;
  }

  /** Where the current phase's output goes. */
  get output(): PhaseOutputCollector {
    return found(this.#collector, "phase");
  }

  beginPhase(phase: PhaseName): void {
    this.#collector = new PhaseOutputCollector(phase, ATTEMPT, this.context.workLog);
  }

  endPhase(): void {
    const output = this.output.close();
    if (output.commands.length + output.lastLines.length > 0) this.outputs.push(output);
    this.#collector = null;
  }

  /** Tells the reader of the review something, and the work log. */
  notice(text: string): void {
    this.notices.push(text);
    this.context.workLog.add(ATTEMPT, { type: "notice", phase: null, text });
  }

  /** The work tree in the sandbox. */
  get worktree(): string {
    return `/workspace/${this.context.task.repository.name}`;
  }

  /** Where scripts start. */
  get workdir(): string {
    const { workdir } = this.definition;
    return workdir === "." ? this.worktree : `${this.worktree}/${workdir}`;
  }
}

function found<Value>(value: Value | null, name: string): Value {
  if (value === null) throw new Error(`A phase asked for the ${name} before there was one.`);
  return value;
}
