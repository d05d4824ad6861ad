import type { RepositoryRef } from "../../task/task.ts";
import type { GitHub, GitHubRepository } from "../github.ts";
import { asking } from "./failures.ts";
import { OctokitRepository } from "./octokit-repository.ts";
import { AppTokens, type AppCredentials } from "./tokens.ts";

/** The GitHub port by Octokit's REST client. */
export class OctokitGitHub implements GitHub {
  readonly #tokens: AppTokens;
  #slug: Promise<string> | null = null;

  constructor(credentials: AppCredentials) {
    this.#tokens = new AppTokens(credentials);
  }

  appSlug(): Promise<string> {
    this.#slug ??= this.#askSlug().catch((thrown: unknown) => {
      this.#slug = null;
      throw thrown;
    });
    return this.#slug;
  }

  repository(installationId: number, repository: RepositoryRef): GitHubRepository {
    return new OctokitRepository({
      repository,
      speaker: () => this.#tokens.speaker(installationId, repository.id),
      contentsToken: () => this.#tokens.fetching(installationId, repository.id),
      botLogin: async () => `${await this.appSlug()}[bot]`,
    });
  }

  async #askSlug(): Promise<string> {
    const { data } = await asking("asking who the app is", () =>
      this.#tokens.app().rest.apps.getAuthenticated(),
    );
    if (data?.slug === undefined) throw new Error("GitHub did not name the app.");
    return data.slug;
  }
}
