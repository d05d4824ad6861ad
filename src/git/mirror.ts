import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { failure, success, TransientError, type Result } from "../errors.ts";
import type { CommitId } from "./commit-id.ts";
import {
  applyDiff,
  removeAbandonedApplies,
  type AppliedDiff,
  type ApplyFailure,
} from "./apply-diff.ts";
import { holdingFetchLock } from "./fetch-lock.ts";
import { requireGit, runGit, streamGit, type GitCall, type GitResult } from "./git-process.ts";
import { blobIds, hasFolder, listFiles, readFileOf, type MirrorFile } from "./read-commit.ts";

/** How far back the history goes that a sandbox gets: enough for `git log` and `git blame`. */
const HISTORY_DEPTH = 50;
const FETCH_TIMEOUT_MS = 15 * 60_000;
/** Refs hold fetched commits for this many days, so that the next fetch asks for little. */
const KEPT_DAYS = 14;

/** Where a repository is fetched from. The token goes into no argument, file or log. */
export interface Remote {
  /** `https://github.com/OWNER/NAME.git`, without credentials. */
  readonly url: string;
  /** An installation's token with read access to this repository's contents. */
  readonly token: string;
}

export interface FetchFailure {
  readonly reason: "commit-missing";
  readonly commit: CommitId;
}

/**
 * A bare copy of one repository on the host: fetched by commit id, read as data, never checked
 * out. Its path is made of the repository's number and of nothing that anybody outside chose.
 */
export class Mirror {
  readonly #gitDir: string;

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /** Fetches what is missing of these commits, with some history. Asks for the remote if it must. */
  async fetch(
    remote: () => Promise<Remote>,
    commits: readonly CommitId[],
    signal?: AbortSignal,
  ): Promise<Result<void, FetchFailure>> {
    await mkdir(dirname(this.#gitDir), { recursive: true, mode: 0o700 });
    return holdingFetchLock(this.#gitDir, async () => {
      await this.#create();
      return this.#fetchMissing(remote, commits, signal);
    });
  }

  async #fetchMissing(
    remote: () => Promise<Remote>,
    commits: readonly CommitId[],
    signal: AbortSignal | undefined,
  ): Promise<Result<void, FetchFailure>> {
    for (const commit of new Set(commits)) {
      if (await this.#keep(commit)) continue;
      const fetched = await this.#fetchOne(await remote(), commit, signal);
      if (!fetched.ok) return fetched;
    }
    await this.#forgetOld();
    return success(undefined);
  }

  /** Made aside and put in place whole: a kill in between leaves no half a mirror. */
  async #create(): Promise<void> {
    if (existsSync(this.#gitDir)) return;
    const aside = `${this.#gitDir}.${randomUUID()}`;
    const argv = ["init", "--quiet", "--bare", "--template="];
    await requireGit({ gitDir: aside, argv });
    await rename(aside, this.#gitDir);
  }

  async #fetchOne(
    remote: Remote,
    commit: CommitId,
    signal: AbortSignal | undefined,
  ): Promise<Result<void, FetchFailure>> {
    const timeout = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const credentials = Buffer.from(`x-access-token:${remote.token}`).toString("base64");
    const result = await runGit({
      ...this.#call([
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        `--depth=${HISTORY_DEPTH}`,
        remote.url,
        `+${commit}:${refForToday(commit)}`,
      ]),
      settings: { [`http.${remote.url}.extraHeader`]: `Authorization: Basic ${credentials}` },
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    if (result.exitCode === 0) return success(undefined);
    if (/not our ref|couldn't find remote ref/.test(result.stderr)) {
      return failure({ reason: "commit-missing", commit });
    }
    throw fetchFault(remote, result);
  }

  /** Whether this commit is here; then it is kept as if it were fetched today. */
  async #keep(commit: CommitId): Promise<boolean> {
    const argv = ["for-each-ref", "--count=1", "--format=%(objectname)", `refs/berth/*/${commit}`];
    const found = await requireGit(this.#call(argv));
    if (found.length === 0) return false;
    await requireGit(this.#call(["update-ref", refForToday(commit), commit]));
    return true;
  }

  /** `path`: relative to the repository's root. Symbolic links are not followed. */
  readFile(commit: CommitId, path: string, maxBytes: number): Promise<MirrorFile> {
    return readFileOf({ gitDir: this.#gitDir, commit }, path, maxBytes);
  }

  /** `path`: relative to the repository's root. A link to a folder is none. */
  hasFolder(commit: CommitId, path: string): Promise<boolean> {
    return hasFolder({ gitDir: this.#gitDir, commit }, path);
  }

  /** See `listFiles` of `read-commit.ts`. */
  listFiles(
    commit: CommitId,
    options: { readonly folder: string; readonly recursive: boolean },
  ): Promise<readonly string[]> {
    return listFiles({ gitDir: this.#gitDir, commit }, options);
  }

  /** Ids of those of the files that the commit has, by path: equal ids, equal contents. */
  blobIds(commit: CommitId, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return blobIds({ gitDir: this.#gitDir, commit }, paths);
  }

  /**
   * A pack with everything of `commit` that `have` lacks, and the commits at which its history was
   * cut; both for a repository in a sandbox.
   */
  async pack(
    commit: CommitId,
    have: CommitId | null,
  ): Promise<{ shallow: readonly string[]; bytes: AsyncGenerator<Uint8Array, void, undefined> }> {
    const revisions = have === null ? [commit] : [commit, `^${have}`];
    const argv = ["pack-objects", "--revs", "--stdout", "--thin", "--delta-base-offset", "--quiet"];
    const input = Buffer.from(`${revisions.join("\n")}\n`);
    return {
      shallow: await this.#shallowCommits(commit),
      bytes: streamGit({ ...this.#call(argv), input }),
    };
  }

  /** What a sandbox's patch changes of a commit, checked against the mirror's own objects. */
  applyDiff(commit: CommitId, patch: Uint8Array): Promise<Result<AppliedDiff, ApplyFailure>> {
    return applyDiff(this.#gitDir, commit, patch);
  }

  async #shallowCommits(commit: CommitId): Promise<readonly string[]> {
    const path = join(this.#gitDir, "shallow");
    if (!existsSync(path)) return [];
    const cut = new Set((await readFile(path, "utf8")).split("\n"));
    const history = await requireGit(this.#call(["rev-list", commit]));
    return history
      .toString()
      .split("\n")
      .filter((id) => id !== "" && cut.has(id));
  }

  #call(argv: readonly string[]): GitCall {
    return { gitDir: this.#gitDir, argv };
  }

  async #forgetOld(): Promise<void> {
    await removeAbandonedApplies(this.#gitDir);
    const oldest = dayOf(Date.now() - KEPT_DAYS * 86_400_000);
    const refs = await requireGit(
      this.#call(["for-each-ref", "--format=%(refname)", "refs/berth/"]),
    );
    const old = refs
      .toString()
      .split("\n")
      .filter((ref) => ref !== "" && (ref.split("/")[2] ?? "") < oldest);
    if (old.length === 0) return;
    const input = Buffer.from(old.map((ref) => `delete ${ref}\n`).join(""));
    await requireGit({ ...this.#call(["update-ref", "--stdin"]), input });
    await requireGit(this.#call(["gc", "--quiet", "--prune=2.days.ago"]));
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Named by day, so that what nobody asked for lately is found by name. */
function refForToday(commit: CommitId): string {
  return `refs/berth/${dayOf(Date.now())}/${commit}`;
}

/** The server's own words are cut out: they are hostile text, and may be long. */
function fetchFault(remote: Remote, { exitCode, stderr }: GitResult): TransientError {
  const reason = stderr.split("\n").find((line) => line.startsWith("fatal:")) ?? "no reason given";
  return new TransientError(`git could not fetch ${remote.url} (exit code ${exitCode}): ${reason}`);
}
