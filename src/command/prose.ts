import type { Nodes } from "mdast";
import { fromMarkdown, type Extension } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** Offsets into the Markdown source, in UTF-16 code units; `end` is just behind the text. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Constructs whose absence does not change what is prose here. Several of them cost quadratic
 * time on hostile text.
 */
const UNNEEDED = [
  "attention",
  "gfmFootnoteCall",
  "gfmFootnoteDefinition",
  "gfmPotentialFootnoteCall",
  "labelStartImage",
  "strikethrough",
  "table",
  "tasklistCheck",
];

/** HTML elements whose content is quoted, code, a link, struck out or not shown. */
const NOT_PROSE =
  /<(\/?)(a|blockquote|code|del|kbd|pre|q|s|samp|script|strike|style|template|textarea|tt|xmp)(?=[\s/>])[^>]{0,1000}>/gi;

/**
 * Where a person's own words stand in Markdown: not in block quotes, code, links, link text or
 * HTML. In order, without overlaps.
 */
export function findProse(markdown: string): SourceRange[] {
  const tree = fromMarkdown(markdown, {
    extensions: [gfm(), { disable: { null: UNNEEDED } }],
    mdastExtensions: gfmFromMarkdown().map(withoutTransforms),
  });
  const prose: SourceRange[] = [];
  collectProse(tree, prose);
  return prose;
}

/** A transform would cut text at addresses, and the pieces have no position in the source. */
function withoutTransforms(extension: Extension): Extension {
  return Object.assign({}, extension, { transforms: [] });
}

function collectProse(node: Nodes, prose: SourceRange[]): void {
  if (node.type === "text") return void prose.push(rangeOf(node));
  if (isApart(node) || !("children" in node)) return;
  let open = 0;
  for (const child of node.children) {
    if (child.type === "html") open = countOpen(child.value, open);
    else if (open === 0) collectProse(child, prose);
  }
}

function isApart(node: Nodes): boolean {
  return node.type === "blockquote" || node.type === "link" || node.type === "linkReference";
}

/** How many of the elements that are not prose stand open after a piece of HTML. */
function countOpen(html: string, openBefore: number): number {
  if (html.startsWith("<!--")) return openBefore;
  let open = openBefore;
  for (const [, slash] of html.matchAll(NOT_PROSE)) {
    open = slash === "" ? open + 1 : Math.max(0, open - 1);
  }
  return open;
}

function rangeOf(node: Nodes): SourceRange {
  return {
    start: node.position?.start.offset ?? 0,
    end: node.position?.end.offset ?? 0,
  };
}
