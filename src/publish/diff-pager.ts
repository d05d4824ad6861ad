import { byteLength } from "./text-size.ts";

export interface PageBudgets {
  /** UTF-8 bytes of the text on the first page, and on each further one. */
  readonly first: number;
  readonly further: number;
  /** Pages at most, the first included. */
  readonly pages: number;
}

/** Lays text on pages of limited size. */
export class DiffPager {
  readonly #budgets: PageBudgets;
  readonly #pages: string[][] = [[]];
  #left: number;

  constructor(budgets: PageBudgets) {
    this.#budgets = budgets;
    this.#left = budgets.first;
  }

  /** Pages with something on them; the first is there even where it is empty. */
  get pages(): string[] {
    return this.#pages
      .map((pieces) => pieces.join("\n"))
      .filter((page, index) => index === 0 || page !== "");
  }

  /** Number of the current page, from 1. */
  get page(): number {
    return this.#pages.length;
  }

  /** Bytes still free on this page. */
  get left(): number {
    return this.#left;
  }

  /** Begins a page; false where there may be no more. */
  turn(): boolean {
    if (this.#pages.length >= this.#budgets.pages) return false;
    this.#pages.push([]);
    this.#left = this.#budgets.further;
    return true;
  }

  /** Puts a text on this page; the caller has seen that there is room. */
  put(text: string): void {
    this.#pages.at(-1)?.push(text);
    this.#left -= byteLength(text) + 1;
  }

  /** Whether so many bytes, with their line feed, fit on this page. */
  fits(bytes: number): boolean {
    return bytes + 1 <= this.#left;
  }

  /**
   * Whether to leave the rest of this page empty, so that a text is not torn apart: it fits on
   * the next one, and this one is used for the better half.
   */
  isBetterOnNext(bytes: number): boolean {
    const { first, further, pages } = this.#budgets;
    const size = this.#pages.length === 1 ? first : further;
    return this.#pages.length < pages && bytes + 1 <= further && this.#left < size / 2;
  }
}
