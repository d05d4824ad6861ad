import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failureOf, octokitOfApp, receiveWebhooks, type Receiver } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let receiver: Receiver;

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  shop.openIssue();
});

afterAll(() => github.stop());

beforeEach(async () => {
  receiver = await receiveWebhooks();
  github.setWebhookUrl(receiver.url);
});

afterEach(() => receiver[Symbol.asyncDispose]());

async function comment(body: string): Promise<void> {
  shop.comment({ issue: 1, author: "ann", body });
  await github.settled();
}

describe("the app's deliveries", () => {
  test("are listed newest first, with how they went", async () => {
    await comment("one");
    receiver.status = 500;
    await comment("two");
    const { data } = await octokitOfApp(github).rest.apps.listWebhookDeliveries();
    expect(data.slice(0, 2)).toMatchObject([
      { event: "issue_comment", action: "created", status_code: 500, redelivery: false },
      { event: "issue_comment", status_code: 202, repository_id: shop.id },
    ]);
  });

  test("are listed by the page with a cursor", async () => {
    for (const body of ["a", "b", "c", "d", "e"]) await comment(body);
    const octokit = octokitOfApp(github);
    const pages = octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, {
      per_page: 2,
    });
    const ids: number[] = [];
    for await (const { data } of pages) ids.push(...data.map(({ id }) => id));
    expect(ids).toHaveLength(github.deliveries.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("can be looked at with their request and their answer", async () => {
    await comment("look");
    const octokit = octokitOfApp(github);
    const { id = 0 } = github.deliveries.at(-1) ?? {};
    const { data } = await octokit.rest.apps.getWebhookDelivery({ delivery_id: id });
    expect(data).toMatchObject({
      request: {
        payload: { comment: { body: "look" } },
        headers: { "X-GitHub-Event": "issue_comment" },
      },
      response: { payload: "thanks" },
    });
  });

  test("are sent again under the same guid when asked for", async () => {
    receiver.status = 503;
    await comment("again");
    receiver.status = 202;
    const failed = github.deliveries.at(-1);
    await octokitOfApp(github).rest.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    await github.settled();
    const again = github.deliveries.at(-1);
    expect(again).toMatchObject({ guid: failed?.guid, redelivery: true, statusCode: 202 });
    expect(again?.id).not.toBe(failed?.id);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
    expect(github.redeliver("not-a-guid")).toBe(false);
  });

  test("are forgotten after three days", async () => {
    await comment("old");
    const { id = 0 } = github.deliveries.at(-1) ?? {};
    github.advance(3 * 24 * 3_600_000 + 1000);
    const octokit = octokitOfApp(github);
    const { data } = await octokit.rest.apps.listWebhookDeliveries();
    expect(data).toEqual([]);
    const call = octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
    expect(await failureOf(call)).toMatchObject({ status: 404 });
  });
});
