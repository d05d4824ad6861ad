import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import { GIT_ENVIRONMENT } from "./run.ts";

export interface BackendRequest {
  readonly folder: string;
  /** `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  readonly action: string;
  readonly search: string;
  readonly user: string;
  readonly mayTouchWorkflows: boolean;
}

/**
 * Runs git's own server side for one request, as CGI: the request streams in (gzip and all, which
 * git unpacks itself), the answer streams out. Resolves once git has ended.
 */
export async function runHttpBackend(
  request: BackendRequest,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const child = spawn("git", ["http-backend"], {
    env: environmentOf(request, incoming),
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  const kill = (): void => void child.kill("SIGKILL");
  outgoing.once("close", kill);
  // git may have seen enough before the request ends; what it answers says so.
  const input = pipeline(incoming, child.stdin).catch(() => undefined);
  const output = relayAnswer(child.stdout, outgoing).catch(() => outgoing.destroy());
  await Promise.all([ended, input, output]);
  outgoing.off("close", kill);
}

function environmentOf(
  request: BackendRequest,
  { method, headers }: IncomingMessage,
): NodeJS.ProcessEnv {
  const { folder, action, search, user } = request;
  return {
    ...GIT_ENVIRONMENT,
    GATEWAY_INTERFACE: "CGI/1.1",
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_PROJECT_ROOT: dirname(folder),
    GIT_PROTOCOL: [headers["git-protocol"]].flat()[0],
    HTTP_CONTENT_ENCODING: headers["content-encoding"],
    CONTENT_LENGTH: headers["content-length"],
    CONTENT_TYPE: headers["content-type"],
    LOCAL_GITHUB_WORKFLOWS: request.mayTouchWorkflows ? "allowed" : "denied",
    PATH_INFO: `/${basename(folder)}/${action}`,
    QUERY_STRING: search,
    REMOTE_ADDR: "127.0.0.1",
    REMOTE_USER: user,
    REQUEST_METHOD: method,
  };
}

const END_OF_HEADERS = "\r\n\r\n";

/** CGI begins with headers, a `Status` among them; the rest is the body. */
async function relayAnswer(stdout: Readable, outgoing: ServerResponse): Promise<void> {
  let head = Buffer.alloc(0);
  for await (const chunk of stdout) {
    if (outgoing.headersSent) {
      await write(outgoing, chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(END_OF_HEADERS);
    if (end === -1) continue;
    writeHead(outgoing, head.subarray(0, end).toString("latin1"));
    await write(outgoing, head.subarray(end + END_OF_HEADERS.length));
  }
  if (!outgoing.headersSent) outgoing.writeHead(500);
  outgoing.end();
}

function writeHead(outgoing: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === "status") status = Number(value.split(" ")[0]);
    else if (name !== "") outgoing.setHeader(name, value);
  }
  outgoing.writeHead(status);
}

async function write(outgoing: ServerResponse, chunk: Buffer): Promise<void> {
  if (outgoing.destroyed) throw new Error("the client has gone");
  if (!outgoing.write(chunk)) await once(outgoing, "drain");
}
