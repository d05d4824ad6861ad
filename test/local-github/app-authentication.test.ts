import { createSign, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureOf, octokitOfApp, octokitWith } from "./clients.ts";
import { startLocalGithub, type LocalGithub } from "./index.ts";

let github: LocalGithub;

beforeAll(async () => {
  github = await startLocalGithub({ app: { slug: "berth-test" } });
  await github.createRepository({ owner: "acme", name: "shop" });
});

afterAll(() => github.stop());

interface Claims {
  readonly iss?: unknown;
  readonly iat?: unknown;
  readonly exp?: unknown;
}

/** Signed by hand, so that the claims can be wrong. */
function jwt(claims: Claims, privateKey = github.app.privateKey, alg = "RS256"): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: github.app.id, iat: now - 60, exp: now + 300, ...claims };
  const text = `${part({ alg, typ: "JWT" })}.${part(payload)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

function askWith(token: string): Promise<unknown> {
  return octokitWith(github).request("GET /app", { headers: { authorization: `bearer ${token}` } });
}

const seconds = (): number => Math.floor(Date.now() / 1000);

describe("a JWT", () => {
  test("that the app signed says who the app is", async () => {
    const { data } = await octokitOfApp(github).rest.apps.getAuthenticated();
    expect(data).toMatchObject({ id: github.app.id, slug: "berth-test" });
  });

  test("may name the client id instead of the app id", async () => {
    await expect(askWith(jwt({ iss: github.app.clientId }))).resolves.toMatchObject({
      status: 200,
    });
  });

  test("of another key is refused", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    expect(await failureOf(askWith(jwt({}, privateKey)))).toMatchObject({
      status: 401,
      message: "A JSON web token could not be decoded",
    });
  });

  test("without a signature is refused, whatever its header says", async () => {
    const unsigned = `${jwt({}, github.app.privateKey, "none").split(".").slice(0, 2).join(".")}.`;
    expect(await failureOf(askWith(unsigned))).toMatchObject({ status: 401 });
  });

  test("of another app is refused", async () => {
    expect(await failureOf(askWith(jwt({ iss: 1 })))).toMatchObject({
      status: 401,
      message: "Integration not found",
    });
  });

  test("that is valid for more than ten minutes is refused", async () => {
    expect(await failureOf(askWith(jwt({ exp: seconds() + 700 })))).toMatchObject({
      status: 401,
      message: "'Expiration time' claim ('exp') is too far in the future",
    });
  });

  test.each([seconds() - 5, "soon", undefined])("with the expiry %s is refused", async (exp) => {
    const { status, message } = await failureOf(askWith(jwt({ exp })));
    expect(status).toBe(401);
    expect(message).toContain("'Expiration time' claim ('exp') must be a numeric value");
  });

  test("from the future is refused", async () => {
    const { status, message } = await failureOf(askWith(jwt({ iat: seconds() + 120 })));
    expect(status).toBe(401);
    expect(message).toContain("'Issued at' claim ('iat')");
  });

  test("opens nothing that belongs to an installation", async () => {
    const call = octokitWith(github).request("GET /repos/acme/shop", {
      headers: { authorization: `bearer ${jwt({})}` },
    });
    expect(await failureOf(call)).toMatchObject({ status: 401, message: "Bad credentials" });
  });
});

test("a clock that is off is found by Octokit from the Date header, and made up for", async () => {
  github.skewClock(20 * 60_000);
  await expect(octokitOfApp(github).rest.apps.getAuthenticated()).resolves.toMatchObject({
    status: 200,
  });
  github.skewClock(0);
});

test("the app's own routes ask for a JWT", async () => {
  expect(await failureOf(octokitWith(github).request("GET /app"))).toMatchObject({ status: 401 });
});

test("a credential that is neither is bad", async () => {
  expect(
    await failureOf(octokitWith(github, "ghp_nonsense").request("GET /rate_limit")),
  ).toMatchObject({ status: 401, message: "Bad credentials" });
});

test("a request without a user agent is turned away", async () => {
  const { request } = await import("node:http");
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(`${github.url}/rate_limit`, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

describe("an installation", () => {
  test("is found by its repository, its organisation and its id", async () => {
    const { rest } = octokitOfApp(github);
    const { data } = await rest.apps.getRepoInstallation({ owner: "acme", repo: "shop" });
    expect(data).toMatchObject({ app_slug: "berth-test", repository_selection: "selected" });
    const byOwner = await rest.apps.getOrgInstallation({ org: "acme" });
    expect(byOwner.data.id).toBe(data.id);
    const byId = await rest.apps.getInstallation({ installation_id: data.id });
    expect(byId.data.id).toBe(data.id);
  });

  test("is in the app's list", async () => {
    const { data } = await octokitOfApp(github).rest.apps.listInstallations();
    expect(data.map(({ id }) => id)).toEqual(github.installations.map(({ id }) => id));
  });

  test("is not there for a repository that the app is not on", async () => {
    await github.createRepository({ owner: "acme", name: "closed", installed: false });
    const call = octokitOfApp(github).rest.apps.getRepoInstallation({
      owner: "acme",
      repo: "closed",
    });
    expect(await failureOf(call)).toMatchObject({ status: 404, message: "Not Found" });
  });
});
