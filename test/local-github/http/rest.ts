import { authenticate, type Actor } from "../auth/actor.ts";
import { bodyErrors, parameterProblems, responseProblems } from "../openapi/check.ts";
import { describe } from "../openapi/description.ts";
import { sentences } from "../openapi/validator.ts";
import { invalidRequest } from "../openapi/wording.ts";
import type { JsonObject } from "../payloads/json.ts";
import type { World } from "../state/world.ts";
import { checkAccess } from "./access.ts";
import { Call } from "./call.ts";
import { ApiError, notFound } from "./errors.ts";
import type { Journal } from "./journal.ts";
import type { Limits } from "./limits.ts";
import { redirectTo } from "./moved.ts";
import type { Reply } from "./reply.ts";
import type { Match, Router } from "./router.ts";

export interface RestRequest {
  readonly method: string;
  /** Without `/api/v3`. */
  readonly path: string;
  /** As it was asked for. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RestService {
  readonly world: World;
  readonly router: Router;
  readonly limits: Limits;
  readonly journal: Journal;
}

export interface RestAnswer {
  readonly reply: Reply;
  readonly actor: Actor;
}

const ANONYMOUS: Actor = { kind: "anonymous" };

/** Answers one REST call: who asks, what for, whether they may, whether it makes sense, do it. */
export async function answerRest(service: RestService, request: RestRequest): Promise<RestAnswer> {
  const match = service.router.find(request.method, request.path);
  if (!match) service.journal.unknownRequests.push({ method: request.method, path: request.path });
  let actor = ANONYMOUS;
  try {
    requireUserAgent(request);
    actor = authenticate(service.world, header(request, "authorization"));
    if (request.path !== "/rate_limit") service.limits.count(actor, isWrite(request));
    if (!match) throw notFound();
    const moved = redirectTo(service.world, request, match.params, actor);
    if (moved) return { reply: moved, actor };
    return { reply: await handle(service, request, match, actor), actor };
  } catch (thrown) {
    const reply = errorReply(service.journal, thrown, match);
    if (match) checkReply(service.journal, match, reply);
    return { reply, actor };
  }
}

async function handle(
  service: RestService,
  request: RestRequest,
  match: Match,
  actor: Actor,
): Promise<Reply> {
  const { world, limits, journal } = service;
  const { route, params } = match;
  const repository = checkAccess(world, route, params, actor);
  checkParameters(journal, request, match);
  const body = checkedBody(journal, request, match);
  const { query, url } = request;
  const accept = header(request, "accept") ?? "";
  const parts = { world, limits, actor, params, query, url, accept, body, repository };
  const reply = await route.handle(new Call(parts));
  checkReply(journal, match, reply);
  return reply;
}

function requireUserAgent(request: RestRequest): void {
  if (header(request, "user-agent")) return;
  throw new ApiError(
    403,
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
  );
}

function header({ headers }: RestRequest, name: string): string | undefined {
  return [headers[name]].flat()[0];
}

/** What counts as writing content for the secondary limit. */
function isWrite({ method, path }: RestRequest): boolean {
  return !["GET", "HEAD"].includes(method) && path.startsWith("/repos/");
}

function checkParameters(journal: Journal, request: RestRequest, { route, params }: Match): void {
  const problems = [
    ...parameterProblems(route.operation, "path", new Map(Object.entries(params))),
    ...parameterProblems(route.operation, "query", new Map(request.query)),
  ];
  if (problems.length === 0) return;
  journal.violations.push({ method: request.method, path: request.path, problems });
  throw new ApiError(422, ["Invalid request.", "", ...problems].join("\n"));
}

function checkedBody(journal: Journal, request: RestRequest, { route }: Match): JsonObject {
  const { method, path } = request;
  const refuse = (problem: string, answer: ApiError): ApiError => {
    journal.violations.push({ method, path, problems: [problem] });
    return answer;
  };
  const body = request.body === "" ? {} : parseJson(request.body);
  if (body === undefined) throw refuse("not JSON", new ApiError(400, "Problems parsing JSON"));
  if (!isObject(body)) {
    throw refuse("not an object", new ApiError(400, "Body should be a JSON object"));
  }
  const errors = bodyErrors(route.operation, body);
  if (errors.length > 0) throw refuse(sentences(errors).join("; "), invalidRequest(errors));
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkReply(journal: Journal, { route }: Match, reply: Reply): void {
  if (reply.json === undefined) return;
  const body: unknown = JSON.parse(JSON.stringify(reply.json));
  for (const problem of responseProblems(route.operation, reply.status, body)) {
    journal.mistakes.push(`${route.operation} answered ${reply.status}: ${problem}`);
  }
}

function errorReply(journal: Journal, thrown: unknown, match: Match | undefined): Reply {
  const documentation_url = match
    ? describe(match.route.operation).documentation
    : "https://docs.github.com/rest";
  if (!(thrown instanceof ApiError)) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    journal.mistakes.push(`${match?.route.operation ?? "a request"} failed: ${text}`);
    return { status: 500, json: { message: `local-github: ${text}` } };
  }
  const { status, message, errors, headers } = thrown;
  const json = {
    message,
    ...(errors ? { errors } : {}),
    documentation_url,
    status: String(status),
  };
  return { status, json, headers };
}
