import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** All nodes that GitHub's Markdown makes of a text, outermost first. */
export function nodesOf(markdown: string): Nodes[] {
  const root = fromMarkdown(markdown, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  return withDescendants(root);
}

function withDescendants(node: Nodes): Nodes[] {
  return "children" in node ? [node, ...node.children.flatMap(withDescendants)] : [node];
}

/** What GitHub turns into links and notifications wherever it stands in prose. */
const LIVE = [
  /@[a-z0-9]/i,
  /#\d/,
  /\bGH-\d/i,
  /:\/\//,
  /www\./i,
  /(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])/i,
];

/** Text nodes in which GitHub would find a mention, a reference, a commit or an address. */
export function liveText(nodes: readonly Nodes[]): string[] {
  return nodes
    .flatMap((node) => (node.type === "text" ? [node.value] : []))
    .filter((text) => LIVE.some((pattern) => pattern.test(text)));
}
