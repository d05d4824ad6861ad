/** Line numbers of a file, from 1; `last` is the last one itself. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/**
 * Lines of the new file on which GitHub takes a suggestion: they stand in one hunk of the pull
 * request's own diff, context included, and no line that the pull request deletes stands between
 * them, since such a suggestion is shown but cannot be committed.
 *
 * @param patch as GitHub gives it for one file: hunks, without the names.
 */
export function commentableLines(patch: string): LineRange[] {
  const ranges: LineRange[] = [];
  let first = 0;
  let next = 0;
  const close = (): void => {
    if (next > first) ranges.push({ first, last: next - 1 });
    first = next;
  };
  for (const line of patch.split("\n")) {
    const hunk = HUNK.exec(line);
    if (hunk !== null || line.startsWith("-")) close();
    if (hunk !== null) first = next = Number(hunk[1]);
    else if (line.startsWith("+") || line.startsWith(" ")) next += 1;
  }
  close();
  return ranges;
}

export function covers(ranges: readonly LineRange[], { first, last }: LineRange): boolean {
  return ranges.some((range) => range.first <= first && last <= range.last);
}
