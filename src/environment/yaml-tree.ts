import { isAlias, isCollection, isMap, isScalar, isSeq, type Alias, type Document } from "yaml";
import { formatPath, quote, wordComplaint, type Path, type Wording } from "./problem.ts";
import type { Finding, Span } from "./source-text.ts";

/** More than any honest file has; an alias bomb meets them at once. */
const MOST_ALIASES = 32;
const MOST_NODES = 10_000;
const DEEPEST = 16;

const NOWHERE: Span = { offset: 0, length: 1 };

interface Entry {
  readonly path: Path;
  readonly key: Span | null;
  readonly value: Span;
  readonly source: string | null;
}

/** The plain value of a YAML document, and where each part of it was written. */
export interface YamlTree {
  readonly value: unknown;
  /** Of every key and list item, in the order of the file. */
  readonly paths: readonly Path[];
  /** The place of a value or a key; of the nearest thing around it where it does not exist. */
  spanOf(path: Path, part: "key" | "value"): Span;
  /** The characters of a plain or quoted value as written, quotes not included. */
  sourceOf(path: Path): string | null;
}

/**
 * Turns a parsed document into plain data by itself, since positions, duplicate keys, tags and
 * the cost of aliases must be seen on the way. Tree is null where a limit was met.
 */
export function readTree(document: Document): { tree: YamlTree | null; findings: Finding[] } {
  const reader = new TreeReader(document);
  const value = reader.read(document.contents, [], null);
  const { findings, entries } = reader;
  return { tree: reader.gaveUp ? null : new PlacedTree(value, entries), findings };
}

class PlacedTree implements YamlTree {
  readonly value: unknown;
  readonly paths: readonly Path[];
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(value: unknown, entries: ReadonlyMap<string, Entry>) {
    this.value = value;
    this.#entries = entries;
    this.paths = [...entries.values()].map(({ path }) => path);
  }

  spanOf(path: Path, part: "key" | "value"): Span {
    const entry = this.#entries.get(formatPath(path));
    if (entry !== undefined) return part === "key" ? (entry.key ?? entry.value) : entry.value;
    if (path.length === 0) return NOWHERE;
    return this.spanOf(path.slice(0, -1), "key");
  }

  sourceOf(path: Path): string | null {
    return this.#entries.get(formatPath(path))?.source ?? null;
  }
}

class TreeReader {
  readonly findings: Finding[] = [];
  readonly entries = new Map<string, Entry>();
  gaveUp = false;
  readonly #document: Document;
  #nodes = 0;
  #aliases = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  read(node: unknown, path: Path, key: Span | null): unknown {
    if (this.gaveUp) return null;
    const span = spanOfNode(node) ?? key ?? NOWHERE;
    this.#note(path, { path, key, value: span, source: sourceOf(node) });
    if (++this.#nodes > MOST_NODES || path.length > DEEPEST) return this.#giveUp(path, span);
    this.#refuseTag(node, path, span);
    if (isAlias(node)) return this.#alias(node, path, key);
    if (isMap(node)) return this.#map(node.items, path);
    if (isSeq(node))
      return node.items.map((item, index) => this.read(item, [...path, index], null));
    return isScalar(node) ? node.value : null;
  }

  #map(items: readonly { key: unknown; value: unknown }[], path: Path): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { key, value } of items) {
      const name = this.#keyName(key, path);
      if (name === null) continue;
      const keySpan = spanOfNode(key) ?? NOWHERE;
      const own = [...path, name];
      if (Object.hasOwn(result, name)) this.#refuse(own, keySpan, duplicate(name));
      else result[name] = this.read(value, own, keySpan);
    }
    return result;
  }

  #keyName(key: unknown, path: Path): string | null {
    const name = isScalar(key) ? String(key.source ?? key.value) : null;
    const span = spanOfNode(key) ?? NOWHERE;
    this.#refuseTag(key, path, span);
    // As a key of a plain object it would be lost or change the object itself.
    if (name !== null && name !== "__proto__") return name;
    const found = name ?? (isCollection(key) ? "a list or mapping" : "something else");
    this.#refuse(path, span, wordComplaint({ expected: "a key of plain text", found }, null));
    return null;
  }

  #alias(node: Alias, path: Path, key: Span | null): unknown {
    const span = spanOfNode(node) ?? NOWHERE;
    if (++this.#aliases > MOST_ALIASES) return this.#giveUp(path, span);
    const target = node.resolve(this.#document);
    if (target !== undefined) return this.read(target, path, key);
    this.#refuse(path, span, unknownAnchor(node.source));
    return undefined;
  }

  #refuseTag(node: unknown, path: Path, span: Span): void {
    const tag = (isScalar(node) || isCollection(node)) && node.tag;
    if (!tag) return;
    const name = tag.replace(/^tag:yaml\.org,2002:/, "!!");
    const complaint = { expected: "a value without a tag", found: `the tag ${quote(name)}` };
    this.#refuse(path, span, wordComplaint(complaint, null));
  }

  #giveUp(path: Path, span: Span): null {
    const expected = `a file of at most ${MOST_NODES} values, ${MOST_ALIASES} aliases and ${DEEPEST} levels`;
    this.gaveUp = true;
    this.#refuse(path.slice(0, 1), span, wordComplaint({ expected, found: "more" }, null));
    return null;
  }

  #note(path: Path, entry: Entry): void {
    this.entries.set(formatPath(path), entry);
  }

  #refuse(path: Path, span: Span, wording: Wording): void {
    this.findings.push({ path, span, wording });
  }
}

function duplicate(name: string): Wording {
  const message = `the key ${quote(name)} stands here a second time; keep one`;
  return { message, expected: "each key once", found: `${quote(name)} again`, suggestion: null };
}

function unknownAnchor(name: string): Wording {
  const complaint = {
    expected: "a value",
    found: "an alias of something that does not exist",
    because: "text that starts with * needs quotes",
    suggestion: `"*${name}"`,
  };
  return wordComplaint(complaint, null);
}

function spanOfNode(node: unknown): Span | null {
  if (!isScalar(node) && !isCollection(node) && !isAlias(node)) return null;
  const range = node.range;
  return range ? { offset: range[0], length: Math.max(1, range[1] - range[0]) } : null;
}

function sourceOf(node: unknown): string | null {
  return isScalar(node) && typeof node.source === "string" ? node.source : null;
}
