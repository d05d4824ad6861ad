import type { Code, List, Nodes, RootContent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { indented, tableLines, wrapped } from "./layout.ts";
import type { Paint, Style } from "./paint.ts";

export interface Reading {
  readonly paint: Paint;
  /** The lines that a suggestion in this text would replace. */
  readonly replaced?: readonly string[];
}

/**
 * Markdown as its reader sees it on the page, for a terminal: what is folded there is unfolded,
 * and a suggestion is the change that it makes.
 */
export function markdownAsText(markdown: string, reading: Reading): string {
  const { children } = fromMarkdown(markdown, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  return blocks(children, reading).join("\n");
}

/** Lines, with a blank one between blocks that are seen. */
function blocks(nodes: readonly RootContent[], reading: Reading): string[] {
  const lines: string[] = [];
  for (const seen of nodes.map((node) => block(node, reading))) {
    if (seen.length > 0 && lines.length > 0) lines.push("");
    lines.push(...seen);
  }
  return lines;
}

function block(node: RootContent, reading: Reading): string[] {
  const { paint } = reading;
  if (node.type === "code") return codeLines(node, reading);
  if (node.type === "table") return tableOf(node, paint);
  if (node.type === "list") return listLines(node, reading);
  if (node.type === "blockquote") return indented(blocks(node.children, reading), "> ");
  if (node.type === "html") {
    return summaryOf(node.value).map((summary) => paint.apply("bold", `▾ ${summary}`));
  }
  const text = wrapped(inline(node, paint));
  return node.type === "heading" ? text.map((line) => paint.apply("bold", line)) : text;
}

/** Of a folded section; other HTML has nothing to see. */
function summaryOf(html: string): string[] {
  const [, summary] = /<summary>(.*?)<\/summary>/.exec(html) ?? [];
  return summary === undefined ? [] : [summary];
}

function codeLines({ lang, value }: Code, { paint, replaced = [] }: Reading): string[] {
  const lines = value.split("\n");
  if (lang === "diff") return lines.map((line) => diffLine(line, paint));
  if (lang !== "suggestion") return indented(lines, "  ");
  const put = value === "" ? [] : lines;
  const change = [...indented(replaced, "-"), ...indented(put, "+")];
  return change.map((line) => diffLine(line, paint));
}

const DIFF_STYLES: readonly (readonly [start: RegExp, style: Style])[] = [
  [/^(?:diff |index |--- |\+\+\+ )/, "bold"],
  [/^@@/, "cyan"],
  [/^\+/, "green"],
  [/^-/, "red"],
];

function diffLine(line: string, paint: Paint): string {
  const [, style] = DIFF_STYLES.find(([start]) => start.test(line)) ?? [];
  return style === undefined ? line : paint.apply(style, line);
}

function listLines({ children, ordered, start }: List, reading: Reading): string[] {
  return children.flatMap((item, index) => {
    const sign = ordered === true ? `${(start ?? 1) + index}. ` : "- ";
    const [first = "", ...rest] = blocks(item.children, reading);
    return [`${sign}${first}`, ...indented(rest, " ".repeat(sign.length))];
  });
}

function tableOf({ align, children }: Table, paint: Paint): string[] {
  const rows = children.map((row) => row.children.map((cell) => inline(cell, paint)));
  const [head = "", ...lines] = tableLines(
    rows,
    (align ?? []).map((side) => side === "right"),
  );
  return [paint.apply("bold", head), ...lines];
}

function inline(node: Nodes, paint: Paint): string {
  if (node.type === "text") return node.value;
  // Without colours nothing but backticks would tell where it begins and ends.
  if (node.type === "inlineCode") {
    return paint.hasColours ? paint.apply("cyan", node.value) : `\`${node.value}\``;
  }
  if (!("children" in node)) return "";
  const text = node.children.map((child) => inline(child, paint)).join("");
  return node.type === "strong" ? paint.apply("bold", text) : text;
}
