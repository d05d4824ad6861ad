import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createWeb } from "../app.ts";
import type { Log } from "../log.ts";
import { loadOptions } from "./load-options.ts";
import { CommandError, EXIT } from "./output.ts";
import { untilAskedToStop } from "./stop-signals.ts";

const LONGEST_PAUSE_MS = 30_000;
/** A worker that ran for so long did not die of what killed the one before it. */
const STEADY_MS = 60_000;

/** The web process, with the worker process as its child, until it is asked to stop. */
export async function serve(): Promise<void> {
  const options = loadOptions("web");
  const { settings, log } = options;
  const web = await createWeb(options);
  await listen(web.server, settings);
  const address = web.server.address();
  const port = isPort(address) ? address.port : settings.port;
  log.info({ url: `http://${settings.host}:${port}` }, "listening");
  const supervisor = new WorkerSupervisor(log);
  supervisor.start();
  await untilAskedToStop();
  log.info("stopping: tasks that run are given back");
  await Promise.all([supervisor.stop(), web.stop()]);
}

function isPort(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

async function listen(
  server: Awaited<ReturnType<typeof createWeb>>["server"],
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CommandError(`cannot listen on ${host}:${port}: ${reason}`, EXIT.misuse);
  }
}

/** Keeps one worker process running: starts the next when one dies, slower if it keeps dying. */
class WorkerSupervisor {
  readonly #log: Log;
  #child: ChildProcess | null = null;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(log: Log) {
    this.#log = log;
  }

  start(): void {
    this.#running = this.#keepRunning();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child?.kill("SIGTERM");
    await this.#running;
  }

  async #keepRunning(): Promise<void> {
    let pauseMs = 100;
    while (!this.#stopping) {
      const startedAt = Date.now();
      const [code, signal] = await this.#runOnce();
      if (this.#stopping) return;
      pauseMs = Date.now() - startedAt > STEADY_MS ? 100 : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      this.#log.error({ code, signal, pauseMs }, "the worker died; the next one starts");
      await delay(pauseMs);
    }
  }

  /** The child sees its end of the channel close when this process dies, and ends too. */
  async #runOnce(): Promise<[number | null, string | null]> {
    const child = fork(join(import.meta.dirname, "main.ts"), ["worker"], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#child = child;
    return new Promise((resolve) => {
      child.on("error", (error) => this.#log.error({ err: error }, "no worker could be started"));
      child.on("exit", (code, signal) => resolve([code, signal]));
    });
  }
}
