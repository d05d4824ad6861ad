import { rerequestCheckRun } from "./actions/checks.ts";
import * as issues from "./actions/issues.ts";
import { mergePullRequest } from "./actions/merges.ts";
import * as pulls from "./actions/pull-requests.ts";
import { moveRef } from "./actions/pushes.ts";
import { react } from "./actions/reactions.ts";
import { forkRepository } from "./actions/repositories.ts";
import * as reviews from "./actions/reviews.ts";
import { resolveCommit } from "./git/bare-repository.ts";
import type { Person } from "./git/commits.ts";
import { writeCommit } from "./git/write-commit.ts";
import type {
  ByOptions,
  CommentOptions,
  CommitOptions,
  IssueOptions,
  PullRequestOptions,
  PushOptions,
  ReviewCommentOptions,
  ReviewOptions,
} from "./repository-options.ts";
import { emailOf, type Account } from "./state/accounts.ts";
import type { CheckRun } from "./state/checks.ts";
import type { Issue, IssueComment } from "./state/issues.ts";
import { fullNameOf } from "./state/links.ts";
import type { PullRequest } from "./state/pull-requests.ts";
import type { Reactable, Reaction, ReactionContent } from "./state/reactions.ts";
import type { Repository, Role } from "./state/repositories.ts";
import type { Review, ReviewComment } from "./state/reviews.ts";
import type { World } from "./state/world.ts";

/** When the first commit of a repository was made; each next one is a minute later. */
const FIRST_COMMIT = Date.parse("2026-01-01T12:00:00Z");

/** What people do in a repository. Everything is as if done on the pages, and sends its events. */
export class LocalRepository {
  readonly #world: World;
  readonly #repository: Repository;
  #commits = 0;

  constructor(world: World, repository: Repository) {
    this.#world = world;
    this.#repository = repository;
  }

  /** Its state, to be looked at. */
  get state(): Readonly<Repository> {
    return this.#repository;
  }

  get id(): number {
    return this.#repository.id;
  }

  get fullName(): string {
    return fullNameOf(this.#repository);
  }

  get cloneUrl(): string {
    return `${this.#world.links.page(this.#repository)}.git`;
  }

  issue(number: number): Issue {
    return present(this.#repository.issues.get(number), `issue ${number}`);
  }

  pullRequest(number: number): PullRequest {
    return present(this.#repository.pulls.get(number), `pull request ${number}`);
  }

  /** The commit at the tip of a branch, or what another name stands for. */
  async tip(name: string = this.#repository.defaultBranch): Promise<string> {
    return present(await resolveCommit(this.#repository.folder, name), name);
  }

  setPermission(login: string, role: Role | null): void {
    const account = this.#person(login);
    if (role === null) this.#repository.roles.delete(account);
    else this.#repository.roles.set(account, role);
  }

  /** A commit, pushed: the branch moves, is made, or (with another parent) is forced. */
  async commit(options: CommitOptions): Promise<string> {
    const { branch = this.#repository.defaultBranch, author } = options;
    const sha = await this.writeCommit(options);
    const ref = `refs/heads/${branch}`;
    const by = this.#person(author);
    await moveRef(this.#world, this.#repository, { ref, target: sha, force: true }, by, options);
    return sha;
  }

  /** A commit that is in the repository, and on no branch. */
  async writeCommit({
    files,
    branch,
    message,
    author,
    parent,
    date,
  }: CommitOptions): Promise<string> {
    const { folder, defaultBranch } = this.#repository;
    const tip =
      (await resolveCommit(folder, `refs/heads/${branch ?? defaultBranch}`)) ??
      (await resolveCommit(folder, `refs/heads/${defaultBranch}`));
    const base = parent === undefined ? tip : (parent ?? undefined);
    this.#commits += 1;
    const commit = {
      parents: base === undefined ? [] : [base],
      message: message ?? `Change ${Object.keys(files).join(", ")}`,
      author: this.#signature(this.#person(author), date),
    };
    return writeCommit(folder, commit, files);
  }

  /** Moves a branch forward to a commit that is there. */
  push(options: PushOptions): Promise<void> {
    return this.#move(options, false);
  }

  forcePush(options: PushOptions): Promise<void> {
    return this.#move(options, true);
  }

  async deleteBranch(branch: string, options: ByOptions = {}): Promise<void> {
    const move = { ref: `refs/heads/${branch}`, target: undefined };
    await moveRef(this.#world, this.#repository, move, this.#person(options.by), options);
  }

  async tag(name: string, sha: string, options: ByOptions = {}): Promise<void> {
    const move = { ref: `refs/tags/${name}`, target: sha };
    await moveRef(this.#world, this.#repository, move, this.#person(options.by), options);
  }

  openIssue({ author, title = "An issue", body = null, ...sending }: IssueOptions = {}): Issue {
    const input = { author: this.#person(author), title, body };
    return issues.openIssue(this.#world, this.#repository, input, sending);
  }

  comment({ issue, author, body, ...sending }: CommentOptions): IssueComment {
    const account = this.#person(author);
    return issues.createComment(this.#world, this.issue(issue), account, body, sending);
  }

  editComment(comment: IssueComment, body: string, options: ByOptions = {}): void {
    const editor = options.by === undefined ? comment.author : this.#person(options.by);
    issues.editComment(this.#world, comment, editor, body, options);
  }

  deleteComment(comment: IssueComment, options: ByOptions = {}): void {
    const by = options.by === undefined ? comment.author : this.#person(options.by);
    issues.deleteComment(this.#world, comment, by, options);
  }

  async openPullRequest(options: PullRequestOptions): Promise<PullRequest> {
    const { head, headRepository: fork, title = `Merge ${head}`, body = null } = options;
    const input = {
      head,
      title,
      body,
      draft: options.draft ?? false,
      base: options.base ?? this.#repository.defaultBranch,
      author: this.#person(options.author),
      headRepository: fork ? fork.#repository : this.#repository,
    };
    return pulls.openPullRequest(this.#world, this.#repository, input, options);
  }

  async close(number: number, options: ByOptions = {}): Promise<void> {
    await this.#setState(number, "closed", options);
  }

  async reopen(number: number, options: ByOptions = {}): Promise<void> {
    await this.#setState(number, "open", options);
  }

  /** With a merge commit; resolves with it. */
  merge(number: number, options: ByOptions = {}): Promise<string> {
    const by = this.#person(options.by);
    this.#commits += 1;
    const pull = this.pullRequest(number);
    return mergePullRequest(this.#world, pull, by, this.#signature(by), options);
  }

  submitReview({ pullRequest, author, ...review }: ReviewOptions): Promise<Review> {
    const account = this.#person(author);
    const input = { event: "COMMENT", ...review } as const;
    return reviews.createReview(this.#world, this.pullRequest(pullRequest), account, input, review);
  }

  async reviewComment(options: ReviewCommentOptions): Promise<ReviewComment> {
    const { pullRequest, author, inReplyTo, deliver = true, ...comment } = options;
    const account = this.#person(author);
    const sending = { deliver };
    if (inReplyTo) {
      const { body } = comment;
      return reviews.replyToReviewComment(this.#world, inReplyTo, account, body, sending);
    }
    const pull = this.pullRequest(pullRequest);
    const review = await reviews.createReviewComment(this.#world, pull, account, comment, sending);
    return present(review.comments[0], "the comment");
  }

  react(target: Reactable, login: string, content: ReactionContent): Reaction {
    return react(this.#world, target, this.#person(login), content).reaction;
  }

  /** "Re-run", or one of the check run's own buttons. */
  rerunCheck(run: CheckRun, options: ByOptions & { action?: string } = {}): void {
    rerequestCheckRun(this.#world, run, this.#person(options.by), options, options.action);
  }

  /** A fork; the app is not on it. */
  async fork(login: string, name = this.#repository.name): Promise<LocalRepository> {
    const owner = this.#world.accounts.ensure(login);
    const fork = await forkRepository(this.#world, this.#repository, owner, name);
    return new LocalRepository(this.#world, fork);
  }

  /** The old name leads here until another repository takes it. */
  rename(name: string, owner = this.#repository.owner.login): void {
    const account = this.#world.accounts.ensure(owner, "Organization");
    this.#world.repositories.rename(this.#repository, account, name);
  }

  /** Gone, as a fork may be while its pull request is open. */
  delete(): void {
    this.#repository.deleted = true;
  }

  #person(login: string = this.#someone()): Account {
    return this.#world.accounts.ensure(login);
  }

  /** Who acts where nobody is named: the owner, or for an organisation somebody of it. */
  #someone(): string {
    const { owner } = this.#repository;
    return owner.type === "Organization" ? `${owner.login}-admin` : owner.login;
  }

  #signature(account: Account, date?: string): Person {
    const at = new Date(FIRST_COMMIT + this.#commits * 60_000).toISOString();
    return { name: account.name, email: emailOf(account), date: date ?? at };
  }

  async #move({ branch, sha, by, ...sending }: PushOptions, force: boolean): Promise<void> {
    const move = { ref: `refs/heads/${branch}`, target: sha, force };
    await moveRef(this.#world, this.#repository, move, this.#person(by), sending);
  }

  async #setState(
    number: number,
    state: "open" | "closed",
    { by, ...sending }: ByOptions,
  ): Promise<void> {
    const issue = this.issue(number);
    const account = this.#person(by);
    if (issue.pull)
      await pulls.setPullRequestState(this.#world, issue.pull, account, state, sending);
    else issues.setIssueState(this.#world, issue, account, state, sending);
  }
}

function present<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`there is no ${name}`);
  return thing;
}
