import type { ChangedFile, TaskDiff } from "../task/diff.ts";
import { pageDiff, type DiffPages } from "./diff-pages.ts";
import type { PageBudgets } from "./diff-pager.ts";
import { codeSpan, fenceShown } from "./inert.ts";
import { parseShownDiff } from "./parse-shown-diff.ts";
import { countOf, lineCounts } from "./text-size.ts";

/** A diff, told on as many pages as it needs. */
export interface DiffSections {
  /** For the review itself; empty where nothing changed. */
  readonly first: string;
  /** For one further comment each. */
  readonly further: readonly string[];
}

/** UTF-8 bytes of what stands around the text of one page, and of a list of files. */
const FRAME_BYTES = 600;
const LIST_BYTES = 6_000;
const MOST_FILES_LISTED = 12;
const LONGEST_NAME = 80;

/** A longer diff is folded below the names of its files, so that the rest stays in sight. */
const MOST_LINES_UNFOLDED = 120;

/**
 * A task's diff in fences. Where it was too large to keep, or git did not write it, only the
 * changed files are listed.
 */
export function diffSections(diff: TaskDiff | null, budgets: PageBudgets): DiffSections {
  if (diff === null || diff.files.length === 0) return { first: "", further: [] };
  const shown = parseShownDiff(diff);
  if (shown.files === null) {
    return { first: `${shown.why} It changes:\n\n${fileList(diff.files)}`, further: [] };
  }
  const paged = pageDiff(shown.files, {
    first: Math.max(0, budgets.first - FRAME_BYTES - LIST_BYTES),
    further: budgets.further - FRAME_BYTES,
    pages: budgets.pages,
  });
  const [text = "", ...further] = paged.pages;
  return {
    first: firstSection(diff.files, text, paged),
    further: further.map((page, index) => pageSection(fenceShown(page, "diff"), index + 1, paged)),
  };
}

function firstSection(files: readonly ChangedFile[], text: string, paged: DiffPages): string {
  const lines = text.split("\n").length;
  const fence = text === "" ? "" : fenceShown(text, "diff");
  const isLong = lines > MOST_LINES_UNFOLDED || text === "";
  if (!isLong) return pageSection(fence, 0, paged);
  const summary = `<summary>The diff: ${countOf(lines, "line")}</summary>`;
  const folded = fence === "" ? "" : `<details>\n${summary}\n\n${fence}\n\n</details>`;
  return `${fileList(files)}\n\n${pageSection(folded, 0, paged)}`;
}

function pageSection(content: string, index: number, { pages, leftOut }: DiffPages): string {
  const isLast = index === pages.length - 1;
  const title = pages.length > 1 ? `The diff, part ${index + 1} of ${pages.length}:` : "";
  const missing = leftOut !== null && isLast ? leftOutNotice(leftOut) : "";
  return [title, content, missing].filter((part) => part !== "").join("\n\n");
}

function leftOutNotice({ files, lines }: NonNullable<DiffPages["leftOut"]>): string {
  return (
    `The diff ends here: ${countOf(lines, "more changed line")} in ` +
    `${countOf(files, "file")} did not fit.`
  );
}

function fileList(files: readonly ChangedFile[]): string {
  const items = files.slice(0, MOST_FILES_LISTED).map(fileItem);
  const missing = files.length - items.length;
  if (missing > 0) items.push(`- ${countOf(missing, "more file")}`);
  return items.join("\n");
}

function fileItem({ path, status, binary, linesAdded, linesRemoved }: ChangedFile): string {
  const size = binary ? "binary" : lineCounts(linesAdded, linesRemoved);
  const facts = [status, size].filter((fact) => fact !== "").join(", ");
  return `- ${codeSpan(path, LONGEST_NAME)} (${facts})`;
}
