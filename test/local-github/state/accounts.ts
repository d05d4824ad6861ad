import type { Identity, Ids } from "./ids.ts";

export type AccountType = "User" | "Organization" | "Bot";

/** Whoever can own a repository or do something: a person, an organisation, an app's bot. */
export interface Account extends Identity {
  readonly login: string;
  readonly type: AccountType;
  readonly name: string;
  readonly createdAt: string;
}

export class Accounts {
  readonly #ids: Ids;
  readonly #now: () => string;
  readonly #byLogin = new Map<string, Account>();

  constructor(ids: Ids, now: () => string) {
    this.#ids = ids;
    this.#now = now;
  }

  find(login: string): Account | undefined {
    return this.#byLogin.get(login.toLowerCase());
  }

  create(login: string, type: AccountType): Account {
    if (this.find(login)) throw new Error(`the login ${login} is taken`);
    const kind = type === "Bot" ? "bot" : type === "Organization" ? "organization" : "user";
    const account = { ...this.#ids.next(kind), login, type, name: login, createdAt: this.#now() };
    this.#byLogin.set(login.toLowerCase(), account);
    return account;
  }

  /** A login that ends in `[bot]` is a bot's, as on GitHub. */
  ensure(login: string, type: AccountType = "User"): Account {
    return this.find(login) ?? this.create(login, login.endsWith("[bot]") ? "Bot" : type);
  }

  /** Whose commit it is, by the no-reply address that `emailOf` gives out. */
  findByEmail(email: string): Account | undefined {
    const login = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
    return login === undefined ? undefined : this.find(login);
  }
}

/** Without the account's id, so that the ids of commits do not hang on who was made first. */
export function emailOf(account: Account): string {
  return `${account.login}@users.noreply.github.com`;
}
