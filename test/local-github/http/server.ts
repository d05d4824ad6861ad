import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "../auth/actor.ts";
import { requestId } from "../state/ids.ts";
import type { InFlight } from "../state/in-flight.ts";
import { isInstead, isReset, type Fault, type Faults } from "./faults.ts";
import { answerGit } from "./git.ts";
import { parseGitRequest } from "./git-access.ts";
import { answerPage } from "./page.ts";
import type { Reply } from "./reply.ts";
import { answerRest, type RestService } from "./rest.ts";

export interface Service extends RestService {
  readonly faults: Faults;
  /** Requests that are not done with, whether they are answered or not. */
  readonly inFlight: InFlight;
}

/** One request, taken apart. */
interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Listens before there is a service, since everything in it carries the server's address. */
export async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

export function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return `http://127.0.0.1:${address.port}`;
}

export function serve(server: Server, service: Service): void {
  server.on("request", (incoming, outgoing) => {
    const handled = service.inFlight.track(handle(service, incoming, outgoing));
    handled.catch((thrown: unknown) => {
      // A caller who gave up before all was said is no mistake of ours.
      if (!incoming.complete) return;
      service.journal.mistakes.push(`${incoming.method} ${incoming.url} failed: ${String(thrown)}`);
      outgoing.destroy();
    });
  });
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}

async function handle(
  service: Service,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const exchange = takeApart(service, incoming, outgoing);
  const fault = service.faults.take(exchange.method, exchange.path);
  if (fault && !fault.afterHandling) await wait(fault, outgoing);
  if (outgoing.destroyed) return;
  const instead = fault !== undefined && isInstead(fault);
  const git = parseGitRequest(exchange.path, exchange.url.searchParams);
  // What git answers goes out while it works: there is no "after" that could be kept back.
  if (instead && (git || !fault.afterHandling)) {
    incoming.resume();
    fail(service, exchange, fault, ANONYMOUS);
  } else if (git) {
    const search = exchange.url.search.slice(1);
    const actor = await answerGit(service.world, git, search, incoming, outgoing);
    record(service, exchange, actor, outgoing.statusCode);
  } else await answer(service, exchange, fault);
}

/** As long as the fault says, or until the caller has given up. */
async function wait({ delayMs = 0 }: Fault, outgoing: ServerResponse): Promise<void> {
  if (delayMs === 0 || outgoing.destroyed) return;
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  await sleep(delayMs, undefined, { signal: gone.signal }).catch(() => undefined);
}

const ANONYMOUS: Actor = { kind: "anonymous" };

async function answer(
  service: Service,
  exchange: Exchange,
  fault: Fault | undefined,
): Promise<void> {
  const { path, url, incoming, method } = exchange;
  const body = await text(incoming);
  const page = method === "GET" ? answerPage(service.world, path) : undefined;
  const request = {
    method,
    path,
    url: url.href,
    query: url.searchParams,
    headers: incoming.headers,
    body,
  };
  const { reply, actor } = page
    ? { reply: page, actor: ANONYMOUS }
    : await answerRest(service, request);
  if (fault?.afterHandling) await wait(fault, exchange.outgoing);
  if (fault && isInstead(fault)) fail(service, exchange, fault, actor);
  else send(service, exchange, reply, actor);
}

/** `/api/v3` is where GitHub Enterprise Server has its API; `/repositories/ID` is any repository. */
function takeApart(
  { world }: Service,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Exchange {
  const url = new URL(incoming.url ?? "/", world.links.origin);
  const path = url.pathname.replace(/^\/api\/v3(?=\/|$)/, "");
  const [, id, rest = ""] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = id === undefined ? undefined : world.repositories.get(Number(id));
  const named = repository && `/repos/${repository.owner.login}/${repository.name}${rest}`;
  return { method: incoming.method ?? "GET", path: named ?? path, url, incoming, outgoing };
}

function fail(service: Service, exchange: Exchange, fault: Fault, actor: Actor): void {
  if (isReset(fault)) {
    record(service, exchange, actor, 0);
    exchange.outgoing.destroy();
    return;
  }
  const { status = 500, headers = {}, body } = fault;
  const json = body ?? {
    message: "Server Error",
    documentation_url: "https://docs.github.com/rest",
  };
  send(service, exchange, { status, headers, json }, actor);
}

function send(service: Service, exchange: Exchange, reply: Reply, actor: Actor): void {
  const { outgoing } = exchange;
  const bytes =
    reply.content?.bytes ?? (reply.json === undefined ? "" : JSON.stringify(reply.json));
  outgoing.writeHead(reply.status, {
    ...service.limits.headers(actor),
    date: service.world.clock.machine().toUTCString(),
    server: "github.com",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": requestId(),
    ...(bytes === ""
      ? {}
      : { "content-type": reply.content?.type ?? "application/json; charset=utf-8" }),
    ...reply.headers,
  });
  outgoing.end(bytes);
  record(service, exchange, actor, reply.status);
}

function record(service: Service, exchange: Exchange, actor: Actor, status: number): void {
  const { method, path, url, incoming } = exchange;
  service.journal.requests.push({
    at: service.world.clock.timestamp(),
    method,
    path,
    query: url.search,
    status,
    by: actor.kind,
    installationId: actor.kind === "installation" ? actor.token.installation.id : undefined,
    userAgent: incoming.headers["user-agent"],
  });
}
