import { setTimeout as delay } from "node:timers/promises";
import type { ExecOutcome, ExecSpec } from "../engine.ts";
import type { FakeContainer, FakeExecHook } from "./fake-container.ts";
import { runFakeProgram } from "./fake-shell.ts";

const NO_INPUT: readonly Uint8Array[] = [];

async function* inputOf(spec: ExecSpec): AsyncGenerator<Uint8Array, void, undefined> {
  yield* spec.stdin ?? NO_INPUT;
}

/** One exec in a fake container: ends with its program, its time, its abort, or its container. */
export async function runFakeExec(
  container: FakeContainer,
  life: AbortSignal,
  spec: ExecSpec,
  hook: FakeExecHook,
): Promise<ExecOutcome> {
  const deadline = AbortSignal.timeout(spec.timeoutMs);
  const cancelled = spec.signal ?? new AbortController().signal;
  const stop = AbortSignal.any([deadline, cancelled, life]);
  const stopped = new Promise<"stopped">((resolve) => {
    if (stop.aborted) resolve("stopped");
    stop.addEventListener("abort", () => resolve("stopped"), { once: true });
  });
  const running = hook(container, spec) ?? runProgram(container, spec, stop);
  const ended = await Promise.race([running.catch(whenNot(stop)), stopped]);
  if (ended !== "stopped") return { kind: "exited", exitCode: ended };
  if (cancelled.aborted) return { kind: "aborted" };
  if (life.aborted) return { kind: "container-stopped", outOfMemory: false };
  return { kind: "timed-out" };
}

/** When a container's first process ends by itself: `sleep` does, all else holds it up. */
export async function firstProcessEnd(
  [program, seconds]: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (program !== "sleep") return new Promise(() => {});
  await delay(Number(seconds) * 1000, undefined, { signal, ref: false }).catch(() => {});
}

function whenNot(stop: AbortSignal): (thrown: unknown) => "stopped" {
  return (thrown) => {
    if (stop.aborted) return "stopped";
    throw thrown;
  };
}

function runProgram(
  container: FakeContainer,
  spec: ExecSpec,
  signal: AbortSignal,
): Promise<number> {
  const print = (stream: "stdout" | "stderr") => async (chunk: string | Uint8Array) => {
    await spec.onOutput?.(stream, Buffer.from(chunk));
  };
  return runFakeProgram(spec.argv, {
    env: { ...container.image.details.env, ...spec.env },
    cwd: spec.cwd ?? "/",
    stdin: inputOf(spec),
    files: container.files,
    networks: container.networks,
    signal,
    out: print("stdout"),
    err: print("stderr"),
  });
}
