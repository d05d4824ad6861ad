/** Whether one text becomes the other by one insertion, deletion, replacement or swap. */
export function isOneSlipAway(one: string, other: string): boolean {
  if (one === other) return false;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [a, b] = [one.slice(same), other.slice(same)];
  const isSwap = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return isSwap || a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1);
}

/** The candidate that is one slip away, or null where none is. Case is no difference. */
export function nearest<Candidate extends string>(
  word: string,
  candidates: readonly Candidate[],
): Candidate | null {
  const typed = word.toLowerCase();
  return candidates.find((candidate) => isOneSlipAway(typed, candidate)) ?? null;
}
