import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";

/** One thing that the server answers to. Whatever it throws is a 500 without details. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** How long a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;

export function createHttpServer(routes: readonly Route[], log: Log): Server {
  const server = createServer((request, response) => {
    answer(routes, request, response).catch((thrown: unknown) => {
      log.error({ err: thrown, path: request.url }, `a request failed: ${messageOf(thrown)}`);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("internal error\n");
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  return server;
}

async function answer(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
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
