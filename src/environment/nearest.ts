/** Texts this far apart, in characters to change, are taken for a slip of the same word. */
function tolerance(word: string): number {
  return Math.max(1, Math.floor(word.length / 3));
}

/** The candidate that was most likely meant, or null where none is near. Case is no difference. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const asked = normalise(word);
  let best: string | null = null;
  let bestDistance = tolerance(asked) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(asked, normalise(candidate), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function normalise(word: string): string {
  return word
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that lead from one text to the
 * other. Gives `limit` for anything that is at least that far, without measuring on.
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      current.push(cheapest(from, to, { row, column, current, last, beforeLast }));
    }
    [beforeLast, last] = [last, current];
  }
  return Math.min(last[to.length] ?? limit, limit);
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly current: readonly number[];
  readonly last: readonly number[];
  readonly beforeLast: readonly number[];
}

function cheapest(from: string, to: string, cell: Cell): number {
  const { row, column, current, last, beforeLast } = cell;
  const far = Number.MAX_SAFE_INTEGER;
  const replaced = (last[column - 1] ?? far) + (from[row - 1] === to[column - 1] ? 0 : 1);
  const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(
    (current[column - 1] ?? far) + 1,
    (last[column] ?? far) + 1,
    replaced,
    swapped ? (beforeLast[column - 2] ?? far) + 1 : far,
  );
}
