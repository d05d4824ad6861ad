import type { Octokit } from "@octokit/rest";
import type { Result } from "../../errors.ts";
import type { RepositoryRef } from "../../task/task.ts";
import type {
  GitHubRepository,
  NewReview,
  Posted,
  PostedText,
  PullRequest,
  PullRequestFile,
  Reactable,
  Reaction,
  Rejected,
  RepositoryDetails,
  RepositoryRole,
} from "../github.ts";
import { asking, askingFor, posting } from "./failures.ts";

const PER_PAGE = 100;

export interface RepositoryAccess {
  readonly repository: RepositoryRef;
  /** A client with a fresh token for this repository. */
  readonly speaker: () => Promise<Octokit>;
  readonly contentsToken: () => Promise<string>;
  readonly botLogin: () => Promise<string>;
}

export class OctokitRepository implements GitHubRepository {
  readonly #access: RepositoryAccess;
  readonly #names: { readonly owner: string; readonly repo: string };

  constructor(access: RepositoryAccess) {
    this.#access = access;
    this.#names = { owner: access.repository.owner, repo: access.repository.name };
  }

  contentsToken(): Promise<string> {
    return this.#access.contentsToken();
  }

  async details(): Promise<RepositoryDetails> {
    const octokit = await this.#access.speaker();
    const { data } = await asking("looking at the repository", () =>
      octokit.rest.repos.get(this.#names),
    );
    return { id: data.id, defaultBranch: data.default_branch, cloneUrl: data.clone_url };
  }

  async roleOf(login: string): Promise<RepositoryRole | null> {
    const octokit = await this.#access.speaker();
    const answer = await askingFor("asking for somebody's permission", () =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ ...this.#names, username: login }),
    );
    return answer && { name: answer.data.role_name, base: answer.data.permission };
  }

  async branchCommit(branch: string): Promise<string | null> {
    const octokit = await this.#access.speaker();
    const answer = await askingFor("looking for a branch", () =>
      octokit.rest.git.getRef({ ...this.#names, ref: `heads/${branch}` }),
    );
    return answer === null ? null : answer.data.object.sha;
  }

  async pullRequest(number: number): Promise<PullRequest | null> {
    const octokit = await this.#access.speaker();
    const answer = await askingFor("looking at a pull request", () =>
      octokit.rest.pulls.get({ ...this.#names, pull_number: number }),
    );
    if (answer === null) return null;
    const { data } = answer;
    return {
      number,
      open: data.state === "open",
      authorIsBot: data.user?.type === "Bot",
      base: data.base.ref,
      headCommit: data.head.sha,
      headRepositoryId: data.head.repo?.id ?? null,
    };
  }

  async pullRequestCommits(number: number): Promise<readonly string[]> {
    const octokit = await this.#access.speaker();
    const commits = await asking("listing a pull request's commits", () =>
      octokit.paginate(octokit.rest.pulls.listCommits, {
        ...this.#names,
        pull_number: number,
        per_page: PER_PAGE,
      }),
    );
    return commits.map((commit) => commit.sha);
  }

  async pullRequestFiles(number: number): Promise<readonly PullRequestFile[]> {
    const octokit = await this.#access.speaker();
    const files = await asking("listing a pull request's files", () =>
      octokit.paginate(octokit.rest.pulls.listFiles, {
        ...this.#names,
        pull_number: number,
        per_page: PER_PAGE,
      }),
    );
    return files.map((file) => ({
      path: file.filename,
      previousPath: file.previous_filename ?? null,
      patch: file.patch ?? null,
    }));
  }

  async isOnBranch(commit: string, branch: string): Promise<boolean> {
    const octokit = await this.#access.speaker();
    const answer = await askingFor("comparing a commit with a branch", () =>
      octokit.rest.repos.compareCommitsWithBasehead({
        ...this.#names,
        basehead: `${branch}...${commit}`,
        per_page: 1,
      }),
    );
    return answer?.data.status === "behind" || answer?.data.status === "identical";
  }

  async react(to: Reactable, reaction: Reaction): Promise<void> {
    const octokit = await this.#access.speaker();
    const { reactions } = octokit.rest;
    const content = { ...this.#names, content: reaction };
    await askingFor("reacting", async (): Promise<unknown> => {
      switch (to.kind) {
        case "issue":
          return reactions.createForIssue({ ...content, issue_number: to.number });
        case "issue-comment":
          return reactions.createForIssueComment({ ...content, comment_id: to.id });
        case "review-comment":
          return reactions.createForPullRequestReviewComment({ ...content, comment_id: to.id });
      }
    });
  }

  async createReview(number: number, review: NewReview): Promise<Result<Posted, Rejected>> {
    const octokit = await this.#access.speaker();
    return posting("posting a review", async () => {
      const { data } = await octokit.rest.pulls.createReview({
        ...this.#names,
        pull_number: number,
        commit_id: review.commit,
        event: "COMMENT",
        body: review.body,
        comments: review.comments.map(({ path, startLine, line, body }) => ({
          path,
          body,
          line,
          side: "RIGHT",
          ...(startLine === null ? {} : { start_line: startLine, start_side: "RIGHT" }),
        })),
      });
      return { id: data.id, url: data.html_url };
    });
  }

  async ownReviews(number: number): Promise<readonly PostedText[]> {
    const octokit = await this.#access.speaker();
    const reviews = await asking("listing reviews", () =>
      octokit.paginate(octokit.rest.pulls.listReviews, {
        ...this.#names,
        pull_number: number,
        per_page: PER_PAGE,
      }),
    );
    const bot = await this.#access.botLogin();
    return reviews
      .filter((review) => review.user?.login === bot)
      .map((review) => ({ id: review.id, url: review.html_url, body: review.body }));
  }

  async createComment(number: number, body: string): Promise<Result<Posted, Rejected>> {
    const octokit = await this.#access.speaker();
    return posting("posting a comment", async () => {
      const { data } = await octokit.rest.issues.createComment({
        ...this.#names,
        issue_number: number,
        body,
      });
      return { id: data.id, url: data.html_url };
    });
  }

  async ownComments(number: number, since: Date): Promise<readonly PostedText[]> {
    const octokit = await this.#access.speaker();
    const comments = await asking("listing comments", () =>
      octokit.paginate(octokit.rest.issues.listComments, {
        ...this.#names,
        issue_number: number,
        since: since.toISOString(),
        per_page: PER_PAGE,
      }),
    );
    const bot = await this.#access.botLogin();
    return comments
      .filter((comment) => comment.user?.login === bot)
      .map((comment) => ({ id: comment.id, url: comment.html_url, body: comment.body ?? "" }));
  }
}
