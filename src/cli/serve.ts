import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createWeb } from "../app.ts";
import { loadOptions } from "./load-options.ts";
import { CommandError, EXIT } from "./output.ts";
import { requireGround } from "./require-ground.ts";
import { untilAskedToStop } from "./stop-signals.ts";
import { startWorkerProcess } from "./worker-process.ts";
import { WorkerSupervisor } from "./worker-supervisor.ts";

/** The web process, with the worker process as its child, until it is asked to stop. */
export async function serve(): Promise<void> {
  const options = loadOptions("web");
  const { settings, log } = options;
  await requireGround(settings);
  const supervisor = new WorkerSupervisor({ log, startWorker: startWorkerProcess });
  const web = await createWeb({ ...options, checkWorker: () => supervisor.checkWorking() });
  await listen(web.server, settings);
  const address = web.server.address();
  const port = isPort(address) ? address.port : settings.port;
  log.info({ url: `http://${settings.host}:${port}` }, "listening");
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
