import type { Call } from "./call.ts";

type Keys<Item> = Readonly<Record<string, (item: Item) => string | number>>;

/** In the order that `sort` and `direction` ask for; what is equal stays as it was made. */
export function sorted<Item>(
  { query }: Call,
  items: readonly Item[],
  keys: Keys<Item>,
  usual: "asc" | "desc",
): Item[] {
  const key = keys[query.get("sort") ?? "created"];
  if (!key) throw new Error(`local-github does not sort by ${query.get("sort")}`);
  const oldestFirst = items.toSorted((a, b) => {
    const [one, other] = [key(a), key(b)];
    return one === other ? 0 : one < other ? -1 : 1;
  });
  return (query.get("direction") ?? usual) === "asc" ? oldestFirst : oldestFirst.toReversed();
}

/** Lists that begin at a time go by the last change. */
export function isSince({ query }: Call, { updatedAt }: { readonly updatedAt: string }): boolean {
  const since = query.get("since");
  return since === null || Date.parse(updatedAt) >= Date.parse(since);
}
