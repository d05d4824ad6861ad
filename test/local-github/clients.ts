import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import type { LocalGithub } from "./index.ts";
import { GIT_ENVIRONMENT } from "./git/run.ts";

/** The clients that the product uses too, pointed at a local GitHub, and quiet. */
const silent = (): undefined => undefined;
const QUIET = { debug: silent, info: silent, warn: silent, error: silent };

export function octokitWith(github: LocalGithub, token?: string): Octokit {
  return new Octokit({
    baseUrl: github.url,
    log: QUIET,
    ...(token === undefined ? {} : { auth: token }),
  });
}

/** The app itself, which signs JWTs. */
export function octokitOfApp(github: LocalGithub, privateKey = github.app.privateKey): Octokit {
  return new Octokit({
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey },
    baseUrl: github.url,
    log: QUIET,
  });
}

/** One installation of it, the first unless said otherwise; it gets its tokens by itself. */
export function octokitOfInstallation(github: LocalGithub, installationId?: number): Octokit {
  const { id, privateKey } = github.app;
  const auth = {
    appId: id,
    privateKey,
    installationId: installationId ?? github.installations[0]?.id,
  };
  return new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.url, log: QUIET });
}

interface Narrowing {
  readonly permissions?: Record<string, "read" | "write">;
  readonly repositories?: string[];
  readonly repository_ids?: number[];
}

/** A token of the first installation, as narrow as asked for. */
export async function tokenFor(github: LocalGithub, narrowing: Narrowing = {}): Promise<string> {
  const installation = github.installations[0];
  if (!installation) throw new Error("the app is installed nowhere");
  const { data } = await octokitOfApp(github).rest.apps.createInstallationAccessToken({
    installation_id: installation.id,
    ...narrowing,
  });
  return data.token;
}

export interface Failure {
  readonly status: number;
  readonly message: string;
  readonly errors: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface ErrorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data?: { readonly message?: string; readonly errors?: unknown };
}

/** How a call failed; it is a mistake of the test if it did not. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (thrown) {
    if (!(thrown instanceof Error) || !("response" in thrown)) throw thrown;
    const { status, data, headers }: ErrorResponse = Object(thrown.response);
    return { status, message: data?.message ?? thrown.message, errors: data?.errors, headers };
  }
  throw new Error("the call was expected to fail");
}

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** What it answers from now on; 202 until told otherwise. */
  status: number;
  /** Whether it answers at all. */
  silent: boolean;
}

/** An app that does nothing but take webhooks. */
export async function receiveWebhooks(): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      if (!receiver.silent) response.writeHead(receiver.status).end("thanks");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    received,
    status: 202,
    silent: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return receiver;
}

export interface GitClient extends AsyncDisposable {
  readonly folder: string;
  /** Runs git in a folder of its own; fails with what git said. */
  run(...args: string[]): Promise<string>;
}

export async function gitClient(): Promise<GitClient> {
  const folder = await mkdtemp(join(tmpdir(), "git-client-"));
  const identity = {
    GIT_AUTHOR_NAME: "tester",
    GIT_AUTHOR_EMAIL: "tester@example.com",
    GIT_COMMITTER_NAME: "tester",
    GIT_COMMITTER_EMAIL: "tester@example.com",
  };
  const env = { ...GIT_ENVIRONMENT, ...identity, HOME: folder };
  return {
    folder,
    async run(...args) {
      const { stdout } = await promisify(execFile)("git", args, { cwd: folder, env });
      return stdout.trim();
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The address that git is given where a token is to travel with it. */
export function withToken(cloneUrl: string, token: string): string {
  return cloneUrl.replace("http://", `http://x-access-token:${token}@`);
}
