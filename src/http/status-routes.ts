import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { JobState } from "../queue/queue.ts";
import { messageOf } from "../errors.ts";
import { sendText, type Route } from "./server.ts";

export interface StatusOptions {
  /** Throws while the server cannot do its work. */
  readonly checkReady: () => Promise<void>;
  readonly jobCounts: () => Promise<Readonly<Record<JobState, number>>>;
}

/** `/healthz`: the process answers. `/readyz`: it can take work. `/metrics`: for Prometheus. */
export function statusRoutes({ checkReady, jobCounts }: StatusOptions): readonly Route[] {
  const registry = metricsRegistry(jobCounts);
  return [
    get("/healthz", async (_request, response) => sendText(response, 200, "ok\n")),
    get("/readyz", async (_request, response) => {
      try {
        await checkReady();
        sendText(response, 200, "ready\n");
      } catch (thrown) {
        sendText(response, 503, `not ready: ${messageOf(thrown)}\n`);
      }
    }),
    get("/metrics", async (_request, response) => {
      const metrics = await registry.metrics();
      response.writeHead(200, { "content-type": registry.contentType }).end(metrics);
    }),
  ];
}

function get(path: string, handle: Route["handle"]): Route {
  return { method: "GET", path, handle };
}

function metricsRegistry(jobCounts: StatusOptions["jobCounts"]): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const jobs = new Gauge({
    name: "berth_jobs",
    help: "Jobs in the queue by state.",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await jobCounts())) this.set({ state }, count);
    },
  });
  registry.registerMetric(jobs);
  return registry;
}
