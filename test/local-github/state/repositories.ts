import type { Account } from "./accounts.ts";
import type { CheckRun, CheckSuite } from "./checks.ts";
import type { Identity } from "./ids.ts";
import type { Issue } from "./issues.ts";
import { fullNameOf } from "./links.ts";
import type { PullRequest } from "./pull-requests.ts";

export type Role = "admin" | "maintain" | "write" | "triage" | "read";

export interface Repository extends Identity {
  name: string;
  owner: Account;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly parent: Repository | undefined;
  /** Of the bare repository on disk. */
  readonly folder: string;
  readonly createdAt: string;
  pushedAt: string;
  readonly roles: Map<Account, Role>;
  /** Pull requests are issues too: they share the numbers. */
  readonly issues: Map<number, Issue>;
  readonly pulls: Map<number, PullRequest>;
  readonly checkRuns: CheckRun[];
  readonly checkSuites: CheckSuite[];
  deleted: boolean;
}

export class Repositories {
  readonly #byId = new Map<number, Repository>();
  /** Old names lead to where a repository went, until another one takes the name. */
  readonly #formerNames = new Map<string, Repository>();

  add(repository: Repository): void {
    this.#byId.set(repository.id, repository);
    this.#formerNames.delete(fullNameOf(repository).toLowerCase());
  }

  all(): Repository[] {
    return [...this.#byId.values()].filter((repository) => !repository.deleted);
  }

  get(id: number): Repository | undefined {
    const repository = this.#byId.get(id);
    return repository?.deleted === false ? repository : undefined;
  }

  find(owner: string, name: string): Repository | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.all().find((repository) => fullNameOf(repository).toLowerCase() === wanted);
  }

  findMoved(owner: string, name: string): Repository | undefined {
    return this.#formerNames.get(`${owner}/${name}`.toLowerCase());
  }

  rename(repository: Repository, owner: Account, name: string): void {
    if (this.find(owner.login, name)) throw new Error(`${owner.login}/${name} is taken`);
    this.#formerNames.set(fullNameOf(repository).toLowerCase(), repository);
    repository.owner = owner;
    repository.name = name;
    this.#formerNames.delete(fullNameOf(repository).toLowerCase());
  }
}

/** What somebody may do there: a public repository can be read by everybody. */
export function roleOf(repository: Repository, account: Account): Role | undefined {
  if (repository.owner.id === account.id) return "admin";
  return repository.roles.get(account) ?? (repository.private ? undefined : "read");
}

export type AuthorAssociation = "OWNER" | "MEMBER" | "COLLABORATOR" | "CONTRIBUTOR" | "NONE";

/** A hint that GitHub puts on what somebody wrote; it grants nothing. */
export function associationOf(repository: Repository, account: Account): AuthorAssociation {
  if (repository.owner.id === account.id) return "OWNER";
  const role = repository.roles.get(account);
  if (role === undefined) return "NONE";
  const member =
    repository.owner.type === "Organization" && (role === "admin" || role === "maintain");
  return member ? "MEMBER" : "COLLABORATOR";
}
