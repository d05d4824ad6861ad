import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type Dockerode from "dockerode";
import { EngineError, type ExecOutcome } from "../engine.ts";
import { asking } from "./failures.ts";

/** How long a container may take to be down after a command in it was killed. */
const GOING_DOWN_MS = 1000;

/**
 * Why a container is not running any more, or null where it is, or was never started.
 *
 * A command may have ended its own container (it killed the first process, or ate the memory), or
 * we have: that is an outcome. Or the daemon was stopped or restarted under it: that is a fault of
 * the ground, and the work is to be done again. The daemon's events tell the two apart: it notes a
 * death without a kill for the first; for the second it notes its own kill, or nothing, since its
 * memory of events ends with it.
 */
export async function stoppedOutcome(
  docker: Dockerode,
  container: Dockerode.Container,
  endedByUs: boolean,
): Promise<ExecOutcome | null> {
  const state = await stateOnceDown(container);
  if (state.Running || neverStarted(state)) return null;
  if (endedByUs) return { kind: "container-stopped", outOfMemory: false };
  const events = await eventsOf(docker, container.id, state);
  if (!events.includes("die") || events.includes("kill")) throw engineRestarted();
  return {
    kind: "container-stopped",
    outOfMemory: state.OOMKilled || events.includes("oom"),
  };
}

async function stateOnceDown(container: Dockerode.Container) {
  const deadline = Date.now() + GOING_DOWN_MS;
  for (;;) {
    const { State: state } = await asking("looking at a container", () => container.inspect());
    if (!state.Running || Date.now() > deadline) return state;
    await delay(50);
  }
}

/** The daemon writes the first day of the first year then. */
function neverStarted({ StartedAt: startedAt }: { StartedAt: string }): boolean {
  return Date.parse(startedAt) < 0;
}

export function engineRestarted(): EngineError {
  return new EngineError(
    "unavailable",
    "The Docker engine was stopped or restarted under a running command.",
  );
}

/** Names of what happened to a container in its last life, by the daemon's own clock. */
async function eventsOf(
  docker: Dockerode,
  id: string,
  state: { StartedAt: string; FinishedAt: string },
): Promise<readonly string[]> {
  const stream = await asking("reading events", () =>
    docker.getEvents({
      // To the millisecond: we may have ended its life before this one in the same second.
      since: Date.parse(state.StartedAt) / 1000,
      until: Math.ceil(Date.parse(state.FinishedAt) / 1000) + 1,
      filters: { type: ["container"], container: [id] },
    }),
  );
  const lines = (await text(stream)).split("\n").filter((line) => line !== "");
  return lines.map((line) => eventName(line));
}

function eventName(line: string): string {
  const event: unknown = JSON.parse(line);
  const action =
    typeof event === "object" && event !== null && "Action" in event ? event.Action : "";
  return String(action);
}
