/** What a repository's addresses are made of. */
interface Named {
  readonly name: string;
  readonly owner: { readonly login: string };
}

/** Addresses as GitHub builds them; the API, the pages and git share one host here. */
export class Links {
  readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  account(login: string): string {
    return `${this.origin}/users/${encodeURIComponent(login)}`;
  }

  api(repository: Named): string {
    return `${this.origin}/repos/${fullNameOf(repository)}`;
  }

  page(repository: Named): string {
    return `${this.origin}/${fullNameOf(repository)}`;
  }
}

export function fullNameOf(repository: Named): string {
  return `${repository.owner.login}/${repository.name}`;
}
