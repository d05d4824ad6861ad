import type Dockerode from "dockerode";
import { EngineError, type ExecOutcome, type ExecSpec } from "../engine.ts";
import { asking, detailOf, statusOf } from "./failures.ts";

/** A command on its way, and both directions of its stream. */
export async function startExec(container: Dockerode.Container, spec: ExecSpec) {
  const exec = await asking("creating an exec", () =>
    container.exec({
      Cmd: [...spec.argv],
      Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
      ...(spec.cwd === undefined ? {} : { WorkingDir: spec.cwd }),
      AttachStdin: spec.stdin !== undefined,
      AttachStdout: true,
      AttachStderr: true,
    }),
  );
  const socket = await asking("starting an exec", () =>
    exec.start({ hijack: true, stdin: spec.stdin !== undefined }),
  );
  return { exec, socket };
}

/**
 * For what `startExec` throws: a container may have ended since the command before, by what that
 * one left running; then this is the outcome.
 */
export function unlessStopped(
  whyStopped: () => Promise<ExecOutcome | null>,
): (thrown: unknown) => Promise<ExecOutcome> {
  return async (thrown) => {
    const stopped = isNotRunning(thrown) ? await whyStopped() : null;
    if (stopped === null) throw thrown;
    return stopped;
  };
}

/** The daemon answers 409, or 500 where the container went down under its hands. */
function isNotRunning(thrown: unknown): boolean {
  if (!(thrown instanceof EngineError)) return false;
  return statusOf(thrown.cause) === 409 || /is not running/.test(detailOf(thrown.cause));
}
