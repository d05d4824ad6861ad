import type { Call } from "./call.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_PER_PAGE = 100;

/** One page of a list, and the `Link` header to the others, as GitHub cuts and links them. */
export function pageOf<Item>(call: Call, all: readonly Item[], defaultSize = 30): Page<Item> {
  const size = Math.min(positive(call.query.get("per_page"), defaultSize), MAX_PER_PAGE);
  const page = positive(call.query.get("page"), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const items = all.slice((page - 1) * size, page * size);
  const links = linksOf(call.url, page, last);
  return { items, headers: links === "" ? {} : { link: links } };
}

function positive(text: string | null, fallback: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : fallback;
}

function linksOf(url: string, page: number, last: number): string {
  const to = (number: number, rel: string): string => linkTo(url, "page", String(number), rel);
  return [
    ...(page > 1 ? [to(Math.min(page - 1, last), "prev")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : []),
    ...(page > 1 ? [to(1, "first")] : []),
  ].join(", ");
}

export function linkTo(url: string, parameter: string, value: string, rel: string): string {
  const target = new URL(url);
  target.searchParams.set(parameter, value);
  return `<${target.href}>; rel="${rel}"`;
}
