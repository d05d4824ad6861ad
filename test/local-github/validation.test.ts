import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failureOf, octokitWith, tokenFor } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";
import { responseProblems, webhookProblems } from "./openapi/check.ts";
import { DESCRIPTION } from "./openapi/description.ts";
import { OPERATIONS, WEBHOOKS } from "./openapi/operations.ts";
import { ROUTES } from "./routes/all.ts";

let github: LocalGithub;
let shop: LocalRepository;

beforeEach(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  shop.openIssue();
});

afterEach(() => github.stop());

async function send(
  method: string,
  path: string,
  body?: string,
): Promise<{ status: number; json: { message?: string; documentation_url?: string } }> {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: { authorization: `bearer ${await tokenFor(github)}`, "user-agent": "test" },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, json: Object(await response.json()) };
}

const COMMENTS = "/repos/acme/shop/issues/1/comments";

describe("a request", () => {
  test("that GitHub does not know is not found, and remembered", async () => {
    const { status, json } = await send("GET", "/repos/acme/shop/nonsense");
    expect(status).toBe(404);
    expect(json).toMatchObject({
      message: "Not Found",
      documentation_url: "https://docs.github.com/rest",
    });
    expect(github.unknownRequests).toEqual([{ method: "GET", path: "/repos/acme/shop/nonsense" }]);
  });

  test("that lacks a key is refused in GitHub's words, and remembered", async () => {
    const { status, json } = await send("POST", COMMENTS, "{}");
    expect(status).toBe(422);
    expect(json.message).toBe('Invalid request.\n\n"body" wasn\'t supplied.');
    expect(json.documentation_url).toContain("https://docs.github.com/rest/issues/comments");
    expect(github.violations).toMatchObject([{ method: "POST", path: COMMENTS }]);
  });

  test.each([
    ['{"body":null}', "For 'properties/body', nil is not a string."],
    ['{"body":"x","bodi":"y"}', '"bodi" is not a permitted key.'],
  ])("with the body %s is refused", async (body, sentence) => {
    const { status, json } = await send("POST", COMMENTS, body);
    expect(status).toBe(422);
    expect(json.message).toContain(sentence);
  });

  test.each([
    ["{", "Problems parsing JSON"],
    ["[]", "Body should be a JSON object"],
  ])("with the body %s is not understood", async (body, message) => {
    expect(await send("POST", COMMENTS, body)).toMatchObject({ status: 400, json: { message } });
  });

  test.each(["?per_page=many", "?page_size=3", "?since=yesterday"])(
    "with the query %s is refused",
    async (query) => {
      expect(await send("GET", `${COMMENTS}${query}`)).toMatchObject({ status: 422 });
      expect(github.violations).toHaveLength(1);
    },
  );

  test("with a path that is not well encoded is not found", async () => {
    expect(await send("GET", "/repos/acme/%E0%A4%A")).toMatchObject({ status: 404 });
  });

  test("that its sender gives up on is nobody's mistake", async () => {
    const token = await tokenFor(github);
    const halfSent = httpRequest(`${github.url}${COMMENTS}`, {
      method: "POST",
      headers: { authorization: `bearer ${token}`, "user-agent": "test", "content-length": "100" },
    });
    halfSent.on("error", () => undefined);
    halfSent.write('{"body":');
    await sleep(50);
    halfSent.destroy();
    await github.settled();
    expect(github.mistakes).toEqual([]);
  });

  test("with a word where a number belongs is another path", async () => {
    expect(await send("GET", "/repos/acme/shop/issues/one")).toMatchObject({ status: 404 });
  });

  test("for what is not kept here fails loudly instead of doing half of it", async () => {
    const { status } = await send(
      "POST",
      "/repos/acme/shop/issues",
      '{"title":"x","labels":["y"]}',
    );
    expect(status).toBe(500);
    await expect(github.stop()).rejects.toThrow(/does not keep labels/);
    github = await startLocalGithub();
  });

  test("can be forgotten where a test breaks the rules on purpose", async () => {
    await send("POST", COMMENTS, "{}");
    await send("GET", "/nothing");
    expect(() => github.assertNoViolations()).toThrow(/GET \/nothing is not known here\nPOST/);
    github.forgetViolations();
    expect(() => github.assertNoViolations()).not.toThrow();
  });
});

describe("the slice of GitHub's description", () => {
  test("has every operation that is served, and no other", () => {
    expect(ROUTES.map(({ operation }) => operation).toSorted()).toEqual(OPERATIONS.toSorted());
    expect(Object.keys(DESCRIPTION.operations).toSorted()).toEqual(OPERATIONS.toSorted());
    expect(Object.keys(DESCRIPTION.webhooks).toSorted()).toEqual(WEBHOOKS.toSorted());
  });

  test("finds an answer of the wrong shape", () => {
    const problems = responseProblems("GET /repos/{owner}/{repo}/issues/{issue_number}", 200, {
      id: "1",
    });
    expect(problems.join("\n")).toContain("/id must be integer");
    expect(problems.join("\n")).toContain("must have required property 'title'");
  });

  test("finds an event of the wrong shape, and one that GitHub does not have", () => {
    expect(webhookProblems("issues", "opened", { action: "opened" })).not.toEqual([]);
    expect(webhookProblems("issues", "exploded", {})).toEqual([
      "openapi.json has no webhook issues-exploded: slice it again",
    ]);
  });
});

test("stopping leaves no folder, no socket and no child behind", async () => {
  const other = await startLocalGithub();
  const repository = await other.createRepository({ owner: "acme", name: "shop" });
  await repository.commit({ files: { a: "1\n" } });
  const folder = dirname(repository.state.folder);
  expect(existsSync(folder)).toBe(true);
  await other.stop();
  expect(existsSync(folder)).toBe(false);
  expect(await failureOfFetch(other.url)).toBe(true);
});

function failureOfFetch(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}

test("a pull request has a page, so that a link in a demo leads somewhere", async () => {
  shop.comment({ issue: 1, author: "ann", body: "hello there" });
  const page = await fetch(`${github.url}/acme/shop/issues/1`);
  expect(await page.text()).toContain("hello there");
});

test("the rate limit can be asked for", async () => {
  const octokit = octokitWith(github, await tokenFor(github));
  const { data } = await octokit.rest.rateLimit.get();
  expect(data.rate.limit).toBe(5000);
  const user = await octokit.rest.users.getByUsername({ username: github.app.bot.login });
  expect(user.data).toMatchObject({ id: github.app.bot.id, type: "Bot" });
  expect(await failureOf(octokit.rest.users.getByUsername({ username: "no" }))).toMatchObject({
    status: 404,
  });
});
