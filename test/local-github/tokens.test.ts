import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureOf, octokitOfApp, octokitWith, tokenFor } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let secret: LocalRepository;

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  secret = await github.createRepository({ owner: "acme", name: "secret", private: true });
  await github.createRepository({ owner: "acme", name: "closed", installed: false });
  await shop.commit({ files: { "README.md": "# shop\n" } });
  shop.openIssue({ title: "It is broken" });
});

afterAll(() => github.stop());

const INSTALLATION = (): number => github.installations[0]?.id ?? 0;

describe("a new token", () => {
  test("has the installation's permissions and repositories, and an hour to live", async () => {
    const { data } = await octokitOfApp(github).rest.apps.createInstallationAccessToken({
      installation_id: INSTALLATION(),
    });
    expect(data.token).toMatch(/^ghs_\w{36}$/);
    expect(data.permissions).toEqual(github.app.permissions);
    expect(data.repository_selection).toBe("selected");
    expect(data).not.toHaveProperty("repositories");
    expect(Date.parse(data.expires_at) - Date.now()).toBeGreaterThan(59 * 60_000);
  });

  test("tells which repositories and permissions it was narrowed to", async () => {
    const { data } = await octokitOfApp(github).rest.apps.createInstallationAccessToken({
      installation_id: INSTALLATION(),
      repository_ids: [shop.id],
      permissions: { contents: "read" },
    });
    expect(data.permissions).toEqual({ contents: "read", metadata: "read" });
    expect(data.repositories?.map(({ full_name }) => full_name)).toEqual(["acme/shop"]);
  });

  test("is refused more than was granted", async () => {
    const call = tokenFor(github, { permissions: { administration: "write" } });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      message: "The permissions requested are not granted to this installation.",
    });
  });

  test("is refused a repository that the installation is not on", async () => {
    for (const narrowing of [{ repositories: ["closed"] }, { repository_ids: [7] }]) {
      const { status, message } = await failureOf(tokenFor(github, narrowing));
      expect(status).toBe(422);
      expect(message).toContain("not accessible to the parent installation");
    }
  });

  test("is refused more than 500 repositories", async () => {
    const ids = Array.from({ length: 501 }, () => shop.id);
    expect(await failureOf(tokenFor(github, { repository_ids: ids }))).toMatchObject({
      status: 422,
    });
  });

  test("is not given for an installation that is not there", async () => {
    const call = octokitOfApp(github).rest.apps.createInstallationAccessToken({
      installation_id: 12,
    });
    expect(await failureOf(call)).toMatchObject({ status: 404 });
  });
});

describe("a narrowed token", () => {
  test("does what it was given", async () => {
    const token = await tokenFor(github, { permissions: { issues: "write" } });
    const call = octokitWith(github, token).rest.issues.createComment({
      owner: "acme",
      repo: "shop",
      issue_number: 1,
      body: "I looked.",
    });
    await expect(call).resolves.toMatchObject({ status: 201 });
  });

  test("is refused what it was not given, and told what would do", async () => {
    const token = await tokenFor(github, { permissions: { issues: "read" } });
    const call = octokitWith(github, token).rest.issues.createComment({
      owner: "acme",
      repo: "shop",
      issue_number: 1,
      body: "I looked.",
    });
    const failure = await failureOf(call);
    expect(failure).toMatchObject({
      status: 403,
      message: "Resource not accessible by integration",
    });
    expect(failure.headers["x-accepted-github-permissions"]).toBe("issues=write");
  });

  test("does not see the installation's other repositories", async () => {
    const octokit = octokitWith(github, await tokenFor(github, { repositories: ["shop"] }));
    const call = octokit.rest.repos.get({ owner: "acme", repo: "secret" });
    expect(await failureOf(call)).toMatchObject({ status: 404, message: "Not Found" });
    const { data } = await octokit.rest.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map(({ name }) => name)).toEqual(["shop"]);
  });

  test("does not see repositories that the app is not on", async () => {
    const octokit = octokitWith(github, await tokenFor(github));
    const call = octokit.rest.repos.get({ owner: "acme", repo: "closed" });
    expect(await failureOf(call)).toMatchObject({ status: 404 });
  });

  test("is asked for pull_requests where an issue's call is about a pull request", async () => {
    await secret.commit({ files: { a: "1\n" } });
    await secret.commit({ branch: "change", files: { a: "2\n" } });
    const { number } = await secret.openPullRequest({ head: "change" });
    const token = await tokenFor(github, { permissions: { issues: "write" } });
    const target = { owner: "acme", repo: "secret", issue_number: number };
    const octokit = octokitWith(github, token);
    expect(
      await failureOf(octokit.rest.issues.createComment({ ...target, body: "hi" })),
    ).toMatchObject({
      status: 403,
    });
    expect(
      await failureOf(octokit.rest.reactions.createForIssue({ ...target, content: "eyes" })),
    ).toMatchObject({ status: 403 });
  });
});

describe("a token ends", () => {
  test("an hour after it was given", async () => {
    const octokit = octokitWith(github, await tokenFor(github));
    await octokit.rest.repos.get({ owner: "acme", repo: "shop" });
    github.advance(3_600_000);
    const call = octokit.rest.repos.get({ owner: "acme", repo: "shop" });
    expect(await failureOf(call)).toMatchObject({ status: 401, message: "Bad credentials" });
  });

  test("when it is revoked", async () => {
    const octokit = octokitWith(github, await tokenFor(github));
    await octokit.rest.apps.revokeInstallationAccessToken();
    const call = octokit.rest.repos.get({ owner: "acme", repo: "shop" });
    expect(await failureOf(call)).toMatchObject({ status: 401 });
  });

  test("when the app is taken off", async () => {
    const other = await startLocalGithub();
    await other.createRepository({ owner: "acme", name: "shop" });
    const octokit = octokitWith(other, await tokenFor(other));
    for (const installation of other.installations) other.uninstall(installation);
    const call = octokit.rest.repos.get({ owner: "acme", repo: "shop" });
    expect(await failureOf(call)).toMatchObject({ status: 401 });
    await other.stop();
  });
});

describe("without a token", () => {
  test("what is public can be read", async () => {
    const { data } = await octokitWith(github).rest.repos.get({ owner: "acme", repo: "shop" });
    expect(data.full_name).toBe("acme/shop");
  });

  test("what is private is not there", async () => {
    const call = octokitWith(github).rest.repos.get({ owner: "acme", repo: "secret" });
    expect(await failureOf(call)).toMatchObject({ status: 404 });
  });

  test("nothing can be written", async () => {
    const call = octokitWith(github).rest.issues.create({
      owner: "acme",
      repo: "shop",
      title: "Hello",
    });
    expect(await failureOf(call)).toMatchObject({
      status: 401,
      message: "Requires authentication",
    });
  });
});
