import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureOf, octokitOfInstallation } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let octokit: Octokit;
let head_sha: string;

const SHOP = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  await shop.commit({ files: { a: "1\n" } });
  head_sha = await shop.commit({ branch: "topic", files: { a: "2\n" } });
  await shop.openPullRequest({ head: "topic" });
  octokit = octokitOfInstallation(github);
});

afterAll(() => github.stop());

function annotations(count: number): {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: "warning";
  message: string;
}[] {
  return Array.from({ length: count }, (_, n) => ({
    path: "a",
    start_line: n + 1,
    end_line: n + 1,
    annotation_level: "warning",
    message: `note ${n}`,
  }));
}

async function createRun(name = "environment"): Promise<number> {
  const { data } = await octokit.rest.checks.create({ ...SHOP, name, head_sha });
  return data.id;
}

describe("a check run", () => {
  test("is created, goes on, and is completed by its conclusion", async () => {
    const { data } = await octokit.rest.checks.create({
      ...SHOP,
      name: "environment",
      head_sha,
      status: "in_progress",
      output: { title: "Preparing", summary: "…" },
    });
    expect(data).toMatchObject({ status: "in_progress", conclusion: null, completed_at: null });
    expect(data.pull_requests).toMatchObject([{ number: 1 }]);
    const run = { ...SHOP, check_run_id: data.id };
    await octokit.rest.checks.update({ ...run, conclusion: "success" });
    const after = await octokit.rest.checks.get(run);
    expect(after.data).toMatchObject({
      status: "completed",
      conclusion: "success",
      output: { title: "Preparing" },
    });
    expect(after.data.completed_at).not.toBeNull();
  });

  test("is for a commit that is there", async () => {
    const sha = "0123456789".repeat(4);
    const call = octokit.rest.checks.create({ ...SHOP, name: "x", head_sha: sha });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      message: `No commit found for SHA: ${sha}`,
    });
  });

  test("that is completed says how it ended", async () => {
    const call = octokit.request("POST /repos/acme/shop/check-runs", {
      name: "x",
      head_sha,
      status: "completed",
    });
    expect(await failureOf(call)).toMatchObject({ status: 422 });
    github.forgetViolations();
  });

  test("is found by its commit, the latest of each name", async () => {
    const first = await createRun("twice");
    const second = await createRun("twice");
    const { data } = await octokit.rest.checks.listForRef({
      ...SHOP,
      ref: "topic",
      check_name: "twice",
    });
    expect(data.check_runs.map(({ id }) => id)).toEqual([second]);
    const all = await octokit.rest.checks.listForRef({
      ...SHOP,
      ref: head_sha,
      check_name: "twice",
      filter: "all",
    });
    expect(all.data.check_runs.map(({ id }) => id)).toEqual([second, first]);
  });
});

describe("annotations", () => {
  test("come 50 at a time, and every update adds to them", async () => {
    const run = { ...SHOP, check_run_id: await createRun() };
    const output = { title: "Notes", summary: "Many", annotations: annotations(50) };
    await octokit.rest.checks.update({ ...run, output });
    await octokit.rest.checks.update({ ...run, output });
    const { data } = await octokit.rest.checks.get(run);
    expect(data.output.annotations_count).toBe(100);
    const listed = await octokit.paginate(octokit.rest.checks.listAnnotations, run);
    expect(listed).toHaveLength(100);
  });

  test("beyond 50 are refused, all of them", async () => {
    const run = { ...SHOP, check_run_id: await createRun() };
    const output = { title: "Notes", summary: "Too many", annotations: annotations(51) };
    const { status, message } = await failureOf(octokit.rest.checks.update({ ...run, output }));
    expect(status).toBe(422);
    expect(message).toContain("No more than 50 items are allowed; 51 were supplied.");
    expect((await octokit.rest.checks.get(run)).data.output.annotations_count).toBe(0);
    github.forgetViolations();
  });

  test("have columns only where they are on one line", async () => {
    const [note] = annotations(1);
    if (!note) throw new Error("no annotation");
    const wrong = { ...note, end_line: 3, start_column: 1, end_column: 2 };
    const output = { title: "Notes", summary: "Wrong", annotations: [wrong] };
    const call = octokit.rest.checks.create({ ...SHOP, name: "x", head_sha, output });
    expect(await failureOf(call)).toMatchObject({ status: 422 });
  });
});

test("an output is limited to 65,535 bytes, not characters", async () => {
  const run = { ...SHOP, check_run_id: await createRun() };
  const output = { title: "Long", summary: "é".repeat(32_768) };
  const { status, message } = await failureOf(octokit.rest.checks.update({ ...run, output }));
  expect(status).toBe(422);
  expect(message).toContain("Only 65535 characters are allowed; 65536 were supplied.");
  const fits = { title: "Long", summary: "e".repeat(65_535) };
  await expect(octokit.rest.checks.update({ ...run, output: fits })).resolves.toMatchObject({
    status: 200,
  });
  github.forgetViolations();
});
