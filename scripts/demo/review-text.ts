import { WIDTH } from "./layout.ts";
import { markdownAsText } from "./markdown-text.ts";
import type { Places, ShownReview } from "./messages.ts";
import type { Paint } from "./paint.ts";

const RULE = "─".repeat(WIDTH);

/** The review as its reader sees it on the page: its body, and each suggestion on its lines. */
export function reviewAsText({ author, body, comments }: ShownReview, paint: Paint): string {
  const parts = [`${paint.apply("bold", author)} reviewed\n\n${markdownAsText(body, { paint })}`];
  for (const { path, startLine, line, body: text, replaced } of comments) {
    const lines = startLine === null ? `line ${line}` : `lines ${startLine} to ${line}`;
    const title = paint.apply("bold", `${path}, ${lines}`);
    parts.push(`${title}\n\n${markdownAsText(text, { paint, replaced })}`);
  }
  const rule = paint.apply("dim", RULE);
  return [rule, ...parts.flatMap((part) => [part, rule])].join("\n");
}

export function keptAsText({ pullRequest, berth, dataDir, pid }: Places): string {
  return [
    "Left running, as --keep asks:",
    `  pull request   ${pullRequest}`,
    `  Berth          ${berth}/readyz`,
    `  its data       ${dataDir}`,
    `  to end it all  kill ${pid}`,
  ].join("\n");
}
