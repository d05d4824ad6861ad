import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { LAYERS } from "../layers.config.ts";
import { COLD_PLAN } from "../src/runner/plan.ts";
import { OUTCOMES } from "../src/task/outcome.ts";
import { WEBHOOKS } from "../src/trigger/receive.ts";

const ROOT = dirname(import.meta.dirname);

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function pages(): string[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" });
  const found = docs.filter((path) => path.endsWith(".md")).map((path) => join("docs", path));
  return ["README.md", "test/local-github/README.md", ...found];
}

/** The anchors that GitHub makes of a page's headings. */
function anchors(page: string): string[] {
  const headings = read(page).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

interface Link {
  readonly written: string;
  readonly page: string;
  readonly anchor: string | undefined;
}

function linksOf(page: string): Link[] {
  const links = read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g);
  return [...links].map(([written, path = "", anchor]) => ({
    written,
    page: path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path)),
    anchor,
  }));
}

function isDead({ page, anchor }: Link): boolean {
  if (!existsSync(join(ROOT, page))) return true;
  return anchor !== undefined && !anchors(page).includes(anchor);
}

describe.each(pages())("the page %s", (page) => {
  test("links to what is there", () => {
    expect(linksOf(page).filter(isDead)).toEqual([]);
  });

  test("names files that are there", () => {
    const named = read(page).matchAll(/`((?:src|test|scripts|docs|schema)\/[\w./-]+)`/g);
    const missing = [...named].filter(([, path = ""]) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });
});

test("the page on development names every room, and the rooms that there are", () => {
  const page = read("docs/development.md");
  const rooms = LAYERS.flat();
  expect(rooms.filter((room) => !page.includes(`\`${room}\``))).toEqual([]);
  const there = readdirSync(join(ROOT, "src")).map((name) => name.replace(/\.ts$/, ""));
  expect(there.filter((room) => !rooms.includes(room))).toEqual([]);
});

test("the page on the design lists the phases in the order of the plan", () => {
  const listed = [...read("docs/design.md").matchAll(/^\| (\w+) \|/gm)].map(([, name]) => name);
  const phases = COLD_PLAN.map(({ name }) => name);
  expect(listed.filter((name) => phases.some((phase) => phase === name))).toEqual(phases);
});

test("the glossary names every outcome", () => {
  for (const outcome of OUTCOMES) expect(read("docs/glossary.md")).toContain(`\`${outcome}\``);
});

test("app.yml asks for the events that are listened to, and no others", () => {
  const manifest: { default_events: string[] } = parse(read("app.yml"));
  const heard = WEBHOOKS.flatMap(({ events }) => events.map((event) => event.split(".")[0]));
  expect(new Set(manifest.default_events)).toEqual(new Set(heard));
});

test("the index of decisions has every decision", () => {
  const folder = join(ROOT, "docs/decisions");
  const index = read("docs/decisions/README.md");
  for (const name of readdirSync(folder).filter((file) => file !== "README.md")) {
    expect(index).toContain(`(${name})`);
    expect(statSync(join(folder, name)).size).toBeLessThan(2000);
  }
});
