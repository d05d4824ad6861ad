import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

/** One thing that the server answers to. Whatever it throws is a 500 without details. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** More than GitHub, a proxy and a monitor ever have open; each may hold memory. */
const MOST_CONNECTIONS = 256;
/** How long a client may take to send a request's head, and all of it. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
};

export function createHttpServer(routes: readonly Route[], log: Log): Server {
  const server = createServer(TIMEOUTS, (request, response) => {
    answer(routes, request, response).catch((thrown: unknown) => {
      if (isGone(request)) return log.debug({ path: request.url }, "a client left in mid-request");
      log.error({ err: thrown, path: request.url }, `a request failed: ${messageOf(thrown)}`);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("internal error\n");
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

/** Anybody can do that as often as they like: no reason for an entry in the log. */
function isGone(request: IncomingMessage): boolean {
  return request.socket.destroyed && !request.complete;
}

async function answer(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? "/", "http://localhost");
  if (url === null) return sendText(response, 400, "a URL is expected\n");
  const { pathname } = url;
  const there = routes.filter((route) => route.path === pathname);
  const route = there.find(({ method }) => method === request.method);
  if (route !== undefined) return route.handle(request, response);
  if (there.length === 0) return sendText(response, 404, "not found\n");
  response.setHeader("allow", there.map(({ method }) => method).join(", "));
  return sendText(response, 405, "method not allowed\n");
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}
