import type { Permissions } from "./app.ts";
import { includesRepository, type Installation } from "./installations.ts";
import { randomWord } from "./ids.ts";
import type { Repository } from "./repositories.ts";

/** An installation token: what it may do, where, and until when. */
export interface Token {
  readonly value: string;
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** `undefined` stands for all that the installation has. */
  readonly repositoryIds: ReadonlySet<number> | undefined;
  readonly expiresAt: Date;
}

const HOUR = 3_600_000;

export class Tokens {
  readonly #byValue = new Map<string, Token>();

  issue(
    installation: Installation,
    permissions: Permissions,
    repositoryIds: ReadonlySet<number> | undefined,
    now: Date,
  ): Token {
    const value = `ghs_${randomWord(36)}`;
    const expiresAt = new Date(now.getTime() + HOUR);
    const token = { value, installation, permissions, repositoryIds, expiresAt };
    this.#byValue.set(value, token);
    return token;
  }

  /** A token that is still good, or nothing: unknown, revoked and expired look the same. */
  find(value: string, now: Date): Token | undefined {
    const token = this.#byValue.get(value);
    return token && token.expiresAt > now ? token : undefined;
  }

  revoke(token: Token): void {
    this.#byValue.delete(token.value);
  }
}

export function tokenReaches(token: Token, repository: Repository): boolean {
  const narrowed = token.repositoryIds?.has(repository.id) ?? true;
  return narrowed && includesRepository(token.installation, repository);
}
