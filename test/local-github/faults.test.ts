import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { failureOf, octokitOfInstallation, octokitWith, tokenFor } from "./clients.ts";
import {
  primaryRateLimit,
  secondaryRateLimit,
  startLocalGithub,
  type LocalGithub,
  type LocalRepository,
} from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;

const SHOP = { owner: "acme", repo: "shop" };
const PATH = "/repos/acme/shop";

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  shop.openIssue();
});

afterAll(() => github.stop());

const undo: (() => void)[] = [];

afterEach(() => {
  for (const callOff of undo.splice(0)) callOff();
});

describe("a fault", () => {
  test("hits as many requests as it was asked to", async () => {
    github.fail({ path: PATH, status: 502, times: 2 });
    const { rest } = octokitOfInstallation(github);
    expect(await failureOf(rest.repos.get(SHOP))).toMatchObject({ status: 502 });
    expect(await failureOf(rest.repos.get(SHOP))).toMatchObject({ status: 502 });
    await expect(rest.repos.get(SHOP)).resolves.toMatchObject({ status: 200 });
  });

  test("hits the method and the path that it is for, and can be called off", async () => {
    undo.push(github.fail({ method: "POST", path: /\/comments$/, status: 500, times: 9 }));
    const { rest } = octokitOfInstallation(github);
    const issue = { ...SHOP, issue_number: 1 };
    await expect(rest.issues.listComments(issue)).resolves.toMatchObject({ status: 200 });
    const call = rest.issues.createComment({ ...issue, body: "x" });
    expect(await failureOf(call)).toMatchObject({ status: 500, message: "Server Error" });
    undo.pop()?.();
    await expect(rest.issues.createComment({ ...issue, body: "x" })).resolves.toBeDefined();
  });

  test("can cut the connection before anything has happened", async () => {
    const before = shop.issue(1).comments.length;
    const { rest } = octokitOfInstallation(github);
    await rest.repos.get(SHOP);
    github.fail({ method: "POST", path: /comments/, reset: true });
    const call = rest.issues.createComment({ ...SHOP, issue_number: 1, body: "lost" });
    await expect(call).rejects.toThrow("other side closed");
    expect(shop.issue(1).comments).toHaveLength(before);
  });

  test("can lose the answer of a write that happened", async () => {
    const { rest } = octokitOfInstallation(github);
    await rest.repos.get(SHOP);
    github.fail({ method: "POST", path: /comments/, afterHandling: true });
    const call = rest.issues.createComment({ ...SHOP, issue_number: 1, body: "written" });
    await expect(call).rejects.toThrow("other side closed");
    expect(shop.issue(1).comments.at(-1)?.body).toBe("written");
    expect(github.requests.at(-1)).toMatchObject({ method: "POST", status: 0 });
  });

  test("can make the answer of a write that happened too late", async () => {
    const { rest } = octokitOfInstallation(github);
    await rest.repos.get(SHOP);
    github.fail({ method: "POST", path: /comments/, afterHandling: true, delayMs: 60_000 });
    const signal = AbortSignal.timeout(1000);
    const comment = { ...SHOP, issue_number: 1, body: "in time", request: { signal } };
    await expect(rest.issues.createComment(comment)).rejects.toThrow(/abort|timeout/i);
    expect(shop.issue(1).comments.at(-1)?.body).toBe("in time");
  });

  test("can make an answer slow, and leave it as it is", async () => {
    const { rest } = octokitOfInstallation(github);
    await rest.repos.get(SHOP);
    github.fail({ path: PATH, delayMs: 150 });
    const started = performance.now();
    await expect(rest.repos.get(SHOP)).resolves.toMatchObject({ status: 200 });
    expect(performance.now() - started).toBeGreaterThan(140);
  });
});

describe("a rate limit", () => {
  test("for writing too fast says how long to wait", async () => {
    github.fail(secondaryRateLimit({ path: PATH }, 7));
    const failure = await failureOf(octokitOfInstallation(github).rest.repos.get(SHOP));
    expect(failure.status).toBe(403);
    expect(failure.message).toContain("secondary rate limit");
    expect(failure.headers["retry-after"]).toBe("7");
  });

  test("for the hour says when the next one begins", async () => {
    github.fail(primaryRateLimit({ path: PATH }, new Date("2030-01-01T00:00:00Z")));
    const failure = await failureOf(octokitOfInstallation(github).rest.repos.get(SHOP));
    expect(failure).toMatchObject({
      status: 403,
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1893456000" },
    });
  });

  test("is counted for real: by the hour, in every answer's headers", async () => {
    await using small = await startLocalGithub({ rateLimit: 2 });
    await small.createRepository({ owner: "acme", name: "shop" });
    const octokit = octokitWith(small, await tokenFor(small));
    const { headers } = await octokit.rest.repos.get(SHOP);
    expect(headers).toMatchObject({ "x-ratelimit-limit": "2", "x-ratelimit-remaining": "1" });
    await octokit.rest.repos.get(SHOP);
    const failure = await failureOf(octokit.rest.repos.get(SHOP));
    expect(failure).toMatchObject({ status: 403, headers: { "x-ratelimit-remaining": "0" } });
    small.advance(3_600_000);
    const next = octokitWith(small, await tokenFor(small));
    await expect(next.rest.repos.get(SHOP)).resolves.toBeDefined();
  });

  test("allows 80 writes a minute where it is asked to be kept", async () => {
    await using strict = await startLocalGithub({ secondaryLimits: true });
    const repository = await strict.createRepository({ owner: "acme", name: "shop" });
    repository.openIssue();
    const octokit = octokitWith(strict, await tokenFor(strict));
    const write = (): Promise<unknown> =>
      octokit.rest.issues.createComment({ ...SHOP, issue_number: 1, body: "more" });
    for (let n = 0; n < 80; n += 1) await write();
    const failure = await failureOf(write());
    expect(failure.status).toBe(403);
    expect(Number(failure.headers["retry-after"])).toBeGreaterThan(50);
    strict.advance(61_000);
    await expect(write()).resolves.toMatchObject({ status: 201 });
  });
});

test("every request is on record, without its token", async () => {
  await octokitOfInstallation(github).rest.repos.get(SHOP);
  expect(github.requests.at(-1)).toMatchObject({
    method: "GET",
    path: PATH,
    status: 200,
    by: "installation",
    installationId: github.installations[0]?.id,
  });
  expect(JSON.stringify(github.requests)).not.toContain("ghs_");
});
