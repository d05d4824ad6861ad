import { afterEach, beforeEach, expect, test } from "vitest";
import { TestBerth } from "../fixtures/berth.ts";
import {
  openScenario,
  outputOf,
  phasesOf,
  type OpenScenario,
} from "../fixtures/scenarios/scenario.ts";

const PATIENCE_MS = 220_000;

let berth: TestBerth;
let scenario: OpenScenario;

beforeEach(async () => {
  berth = await TestBerth.start();
  scenario = await openScenario(berth, "monorepo");
});

afterEach(() => berth.stop());

test("a pull request that brings a dependency is maintained, then built, tested and formatted offline", async () => {
  const { repository, pull, head } = scenario;
  const body = "@codex run pnpm build && pnpm test && pnpm format";
  repository.comment({ issue: pull, author: "ada", body });
  const [task] = await berth.answered(1, 60_000).catch(async () => { const ts = await berth.tasks(); const {DatabaseSync} = await import("node:sqlite"); const db = new DatabaseSync(berth.dataDir + "/berth.db"); const tables = db.prepare("select name from sqlite_master where type='table'").all().map((r) => String(r["name"])); for (const t of tables.filter((t) => t.includes("job"))) console.dir(db.prepare("select * from " + t).all(), {depth: 5}); console.dir(berth.github.requests.slice(-12), {depth: 4}); return ts; });
  console.log(JSON.stringify(await berth.store.tasks.phases(task?.id ?? ""), null, 1), repository.pullRequest(pull).reviews[0]);
  expect(task).toMatchObject({ outcome: "changed", commit: head });
});

test("on the default branch nothing is maintained, and what setup made is there", async () => {
  const { repository } = scenario;
  const body = "@codex run pnpm test && psql --version && redis-cli --version";
  const { number } = repository.openIssue({ author: "ada", body });
  const [task] = await berth.answered(1, 60_000).catch(async () => { const ts = await berth.tasks(); const {DatabaseSync} = await import("node:sqlite"); const db = new DatabaseSync(berth.dataDir + "/berth.db"); const tables = db.prepare("select name from sqlite_master where type='table'").all().map((r) => String(r["name"])); for (const t of tables.filter((t) => t.includes("job"))) console.dir(db.prepare("select * from " + t).all(), {depth: 5}); console.dir(berth.github.requests.slice(-12), {depth: 4}); return ts; });
  console.log(JSON.stringify(await berth.store.tasks.phases(task?.id ?? ""), null, 1), repository.issue(number).comments);
  expect(task).toMatchObject({ outcome: "unchanged" });
});
