import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { asking } from "./failures.ts";

export interface AppCredentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** `https://api.github.com` or an enterprise server's. */
  readonly apiUrl: string;
}

type Permissions = Readonly<Record<string, "read" | "write">>;

/** What the app does on GitHub for a task: it reads, answers and reacts. It pushes nothing. */
const SPEAKING: Permissions = {
  contents: "read",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
};
const FETCHING: Permissions = { contents: "read", metadata: "read" };

/** A token that ends sooner is not handed out any more: a fetch may take a while. */
const SPARE_MS = 10 * 60_000;
const REQUEST_TIMEOUT_MS = 30_000;

interface CachedToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** Mints and keeps the tokens of one app, each narrowed to one repository and to what it is for. */
export class AppTokens {
  readonly #credentials: AppCredentials;
  readonly #requestTimeoutMs: number;
  readonly #app: Octokit;
  readonly #cache = new Map<string, Promise<CachedToken>>();

  constructor(credentials: AppCredentials, requestTimeoutMs = REQUEST_TIMEOUT_MS) {
    this.#credentials = credentials;
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#app = this.#client({
      authStrategy: createAppAuth,
      auth: { appId: credentials.appId, privateKey: credentials.privateKey },
    });
  }

  /** Speaks as the app itself, with a signed token of a few minutes. */
  app(): Octokit {
    return this.#app;
  }

  async speaker(installationId: number, repositoryId: number): Promise<Octokit> {
    return this.#client({ auth: await this.#token(installationId, repositoryId, SPEAKING) });
  }

  fetching(installationId: number, repositoryId: number): Promise<string> {
    return this.#token(installationId, repositoryId, FETCHING);
  }

  #client(options: object): Octokit {
    const octokit = new Octokit({
      ...options,
      baseUrl: this.#credentials.apiUrl,
      userAgent: "berth",
      // Octokit would print what it finds noteworthy; failures are logged where they are handled.
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    });
    octokit.hook.before("request", (request) => {
      // In an object of its own: what comes here is shared by all requests of the client.
      const signal = AbortSignal.timeout(this.#requestTimeoutMs);
      request.request = { ...request.request, signal };
    });
    return octokit;
  }

  async #token(
    installationId: number,
    repositoryId: number,
    permissions: Permissions,
  ): Promise<string> {
    const key = JSON.stringify([installationId, repositoryId, permissions]);
    const cached = await this.#cache.get(key);
    if (cached !== undefined && cached.expiresAt - SPARE_MS > Date.now()) return cached.token;
    const minting = this.#mint(installationId, repositoryId, permissions);
    this.#cache.set(key, minting);
    try {
      return (await minting).token;
    } catch (thrown) {
      this.#cache.delete(key);
      throw thrown;
    }
  }

  // Not by `auth({ type: "installation" })`, which would ask github.com whatever the base URL is.
  async #mint(
    installationId: number,
    repositoryId: number,
    permissions: Permissions,
  ): Promise<CachedToken> {
    const { data } = await asking("asking for an installation token", () =>
      this.#app.rest.apps.createInstallationAccessToken({
        installation_id: installationId,
        repository_ids: [repositoryId],
        permissions,
      }),
    );
    return { token: data.token, expiresAt: Date.parse(data.expires_at) };
  }
}

function ignore(): void {}
