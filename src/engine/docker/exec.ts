import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type Dockerode from "dockerode";
import { EngineError, type ExecOutcome, type ExecSpec } from "../engine.ts";
import { askingUnless, engineError, statusOf } from "./failures.ts";
import { readOutputFrames } from "./output-frames.ts";
import { startExec, unlessStopped } from "./start-exec.ts";
import { engineRestarted, stoppedOutcome } from "./stopped-container.ts";

/** How long a killed container's streams may take to end before they are cut. */
const STREAM_END_MS = 5000;
/** How long the daemon may take to write down the exit code after the stream has ended. */
const EXIT_CODE_MS = 10_000;
/**
 * What a command ends with when its container is ended: 128 + SIGKILL and 128 + SIGTERM; 126 where
 * the container ended before the command began.
 */
const ENDED_EXIT_CODES = new Set([126, 137, 143]);

/** `endedByUs`: ids of containers that this process has stopped, this one's kills among them. */
export async function runExec(
  docker: Dockerode,
  id: string,
  spec: ExecSpec,
  endedByUs: Set<string>,
): Promise<ExecOutcome> {
  const container = docker.getContainer(id);
  const whyStopped = () => stoppedOutcome(docker, container, endedByUs.has(id));
  const started = await startExec(container, spec).catch(unlessStopped(whyStopped));
  if ("kind" in started) return started;
  const { exec, socket } = started;
  const deadline = AbortSignal.timeout(spec.timeoutMs);
  const stop = spec.signal === undefined ? deadline : AbortSignal.any([spec.signal, deadline]);
  const killing = () => endedByUs.add(id);
  const ended = await streamUntilEnd(container, socket, spec, stop, killing);
  if (ended === "stopped") return deadline.aborted ? { kind: "timed-out" } : { kind: "aborted" };
  return exitOutcome(exec, whyStopped);
}

/**
 * Pumps both directions until the command's output ends, or `stop` fires: then the whole
 * container is killed, since an exec cannot be, and what it left behind must not live on.
 */
async function streamUntilEnd(
  container: Dockerode.Container,
  socket: Duplex,
  spec: ExecSpec,
  stop: AbortSignal,
  onKill: () => void,
): Promise<"ended" | "stopped"> {
  const killed = killWhen(stop, container, socket, onKill);
  if (spec.stdin !== undefined) void writeInput(socket, spec.stdin);
  try {
    for await (const { stream, chunk } of readOutputFrames(socket)) {
      await spec.onOutput?.(stream, chunk);
    }
  } catch (thrown) {
    if (!stop.aborted && !isSocketFault(thrown)) throw thrown;
  } finally {
    socket.destroy();
    await killed.settle();
  }
  return stop.aborted ? "stopped" : "ended";
}

function killWhen(
  stop: AbortSignal,
  container: Dockerode.Container,
  socket: Duplex,
  onKill: () => void,
) {
  let killing: Promise<void> = Promise.resolve();
  const kill = () => {
    onKill();
    killing = askingUnless([404, 409], "killing a container", () => container.kill());
    killing
      .then(() => delay(STREAM_END_MS, undefined, { ref: false }))
      .then(
        () => socket.destroy(),
        () => socket.destroy(),
      );
  };
  if (stop.aborted) kill();
  else stop.addEventListener("abort", kill, { once: true });
  return {
    async settle(): Promise<void> {
      stop.removeEventListener("abort", kill);
      await killing;
    },
  };
}

/** A command that ends without reading its input closes the pipe: its exit code tells, not this. */
async function writeInput(socket: Duplex, input: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of input) {
      if (socket.destroyed) return;
      if (!socket.write(chunk)) await once(socket, "drain");
    }
    socket.end();
  } catch (thrown) {
    socket.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
}

function isSocketFault(thrown: unknown): boolean {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

async function exitOutcome(
  exec: Dockerode.Exec,
  whyStopped: () => Promise<ExecOutcome | null>,
): Promise<ExecOutcome> {
  const deadline = Date.now() + EXIT_CODE_MS;
  for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 200)) {
    const state = await inspectExec(exec);
    if (state === null) return (await whyStopped()) ?? restarted();
    if (!state.Running && state.ExitCode !== null) {
      const exitCode = state.ExitCode;
      const stopped = ENDED_EXIT_CODES.has(exitCode) ? await whyStopped() : null;
      return stopped ?? { kind: "exited", exitCode };
    }
    if (Date.now() > deadline) return (await whyStopped()) ?? noExitCode();
    await delay(waitMs);
  }
}

async function inspectExec(exec: Dockerode.Exec): Promise<Dockerode.ExecInspectInfo | null> {
  try {
    return await exec.inspect();
  } catch (thrown) {
    if (statusOf(thrown) === 404) return null;
    throw engineError("reading an exit code", thrown);
  }
}

/** The daemon forgets an exec with its container, and all of them when it is restarted. */
function restarted(): never {
  throw engineRestarted();
}

function noExitCode(): never {
  throw new EngineError("failed", "Docker does not tell the exit code of a command that ended.");
}
