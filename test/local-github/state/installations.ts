import type { Account } from "./accounts.ts";
import type { Permissions } from "./app.ts";
import type { Identity } from "./ids.ts";

/** The app on one owner's account, with what its owner granted. */
export interface Installation extends Identity {
  readonly account: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly createdAt: string;
  /** `all` covers repositories that are made later too. */
  selection: "all" | "selected";
  readonly repositoryIds: Set<number>;
}

export class Installations {
  readonly #byId = new Map<number, Installation>();

  add(installation: Installation): void {
    this.#byId.set(installation.id, installation);
  }

  remove(id: number): void {
    this.#byId.delete(id);
  }

  get(id: number): Installation | undefined {
    return this.#byId.get(id);
  }

  all(): Installation[] {
    return [...this.#byId.values()];
  }

  of(account: Account): Installation | undefined {
    return this.all().find((installation) => installation.account.id === account.id);
  }

  covering(repository: { id: number; owner: Account }): Installation | undefined {
    return this.all().find((installation) => includesRepository(installation, repository));
  }
}

export function includesRepository(
  installation: Installation,
  repository: { id: number; owner: Account },
): boolean {
  return (
    installation.account.id === repository.owner.id &&
    (installation.selection === "all" || installation.repositoryIds.has(repository.id))
  );
}
