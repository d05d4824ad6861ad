import type { TaskReport } from "../task/report.ts";
import { codeSpan, commitReference, plain } from "./inert.ts";
import { marker } from "./marker.ts";
import { diffSections } from "./review-diff.ts";
import { failureSection } from "./review-failure.ts";
import { headline, subjectOf } from "./review-headline.ts";
import { lastLines } from "./shown-output.ts";
import { workLogSection } from "./review-work-log.ts";
import { byteLength, countOf } from "./text-size.ts";

/** What a review says beyond the task's own report. */
export interface ReviewContext {
  /** The name that people call the app by, without `@`. */
  readonly handle: string;
  /** Of `placeSuggestions`, where suggestions could be posted with the review; or why not. */
  readonly suggestions?: { readonly placed: number; readonly leftOut: number } | "moved";
}

/** Bodies as Markdown, each with its marker and of at most `LARGEST_BODY` bytes. */
export interface RenderedReview {
  readonly body: string;
  /** To be posted behind the review, in this order. */
  readonly furtherComments: readonly string[];
}

/** UTF-8 bytes; GitHub takes 65,536 characters. */
export const LARGEST_BODY = 60_000;
const MOST_FURTHER_COMMENTS = 4;
const MOST_NOTICES = 10;
const LONGEST_NOTICE = 300;
/** Bytes of the output that an unchanged tree is shown with. */
const ANSWER_BYTES = 4_000;
const ANSWER_LINES = 30;
/**
 * Room for the sentence about suggestions, for blank lines and to spare. The sentence has its room
 * in any case, so that the pages of a diff are the same with it and without.
 */
const SPARE_BYTES = 400;

/** Renders what a task has to say as the review that answers it. */
export function renderReview(report: TaskReport, context: ReviewContext): RenderedReview {
  const top = [
    `${marker(report.taskId, 1)}\n${headline(report)}`,
    failureSection(report),
    answerSection(report),
  ];
  const bottom = [
    noticesSection(report.notices),
    workLogSection(report),
    footer(report, context.handle),
  ];
  const diff = diffSections(report.diff, {
    first: LARGEST_BODY - byteLength(joined([...top, ...bottom])) - SPARE_BYTES,
    further: LARGEST_BODY,
    pages: 1 + MOST_FURTHER_COMMENTS,
  });
  return {
    body: joined([...top, suggestionsSection(context), diff.first, ...bottom]),
    furtherComments: diff.further.map((section, index) =>
      joined([`${marker(report.taskId, index + 2)}\n${furtherHeadline(report)}`, section]),
    ),
  };
}

function joined(sections: readonly string[]): string {
  return sections.filter((section) => section !== "").join("\n\n");
}

function furtherHeadline({ prompt }: TaskReport): string {
  return `${subjectOf(prompt)} changed more than fits into one comment.`;
}

/** Who has a command run that changes nothing wants to see what it said. */
function answerSection({ outcome, outputs }: TaskReport): string {
  const answer =
    outcome === "unchanged" ? outputs.findLast(({ phase }) => phase === "agent") : null;
  if (answer === null || answer === undefined) return "";
  const lines = answer.lastLines.slice(-ANSWER_LINES);
  const linesBefore = answer.linesBefore + answer.lastLines.length - lines.length;
  const output = lastLines(lines, linesBefore, ANSWER_BYTES);
  return output === "" ? "" : `The end of its output:\n\n${output}`;
}

function suggestionsSection({ suggestions }: ReviewContext): string {
  if (suggestions === undefined) return "";
  if (suggestions === "moved") {
    return "The pull request has moved on from this commit, so nothing can be committed from here.";
  }
  const { placed, leftOut } = suggestions;
  if (placed === 0) {
    return leftOut === 0
      ? ""
      : "GitHub takes suggestions only on lines that the pull request shows, so none of this can be committed from here.";
  }
  const rest =
    leftOut === 0 ? "" : ` ${countOf(leftOut, "more change")} can only be seen in the diff.`;
  return `${countOf(placed, "change")} can be committed from the suggestions below.${rest}`;
}

function noticesSection(notices: readonly string[]): string {
  if (notices.length === 0) return "";
  const items = notices
    .slice(0, MOST_NOTICES)
    .map((notice) => `- ${plain(notice, LONGEST_NOTICE)}`);
  const missing = notices.length - items.length;
  if (missing > 0) items.push(`- ${countOf(missing, "more notice")}`);
  return `**Please note:**\n\n${items.join("\n")}`;
}

function footer({ commit, requestedBy, taskId }: TaskReport, handle: string): string {
  const facts = [
    `commit ${commitReference(commit)}`,
    `asked by ${codeSpan(requestedBy)}`,
    `task ${codeSpan(taskId)}`,
    `${codeSpan(`@${handle} help`)} says what else I can do`,
  ];
  return `<sub>${facts.join(" · ")}</sub>`;
}
