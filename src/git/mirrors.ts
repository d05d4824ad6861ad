import { join } from "node:path";
import { Mirror } from "./mirror.ts";

/** The mirrors below one folder, one for each repository, by GitHub's number for it. */
export class Mirrors {
  readonly #folder: string;
  readonly #mirrors = new Map<number, Mirror>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  of(repositoryId: number): Mirror {
    const known = this.#mirrors.get(repositoryId);
    if (known !== undefined) return known;
    if (!Number.isSafeInteger(repositoryId) || repositoryId <= 0) {
      throw new TypeError(`Expected a repository's number, found ${repositoryId}.`);
    }
    const mirror = new Mirror(join(this.#folder, `${repositoryId}.git`));
    this.#mirrors.set(repositoryId, mirror);
    return mirror;
  }
}
