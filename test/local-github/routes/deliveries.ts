import type { Call } from "../http/call.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { linkTo } from "../http/pages.ts";
import { ok, type Reply } from "../http/reply.ts";
import { appRoute, type Route } from "../http/route.ts";
import type { JsonObject } from "../payloads/json.ts";
import type { Delivery } from "../webhooks/webhooks.ts";

export const deliveryRoutes: readonly Route[] = [
  appRoute("GET /app/hook/deliveries", listDeliveries),
  appRoute("GET /app/hook/deliveries/{delivery_id}", (call) => ok(fullJson(deliveryOf(call)))),
  appRoute("POST /app/hook/deliveries/{delivery_id}/attempts", (call) => {
    call.world.webhooks.redeliver(deliveryOf(call).guid);
    return { status: 202, json: {} };
  }),
];

function deliveryOf(call: Call): Delivery {
  const id = call.number("delivery_id");
  const delivery = call.world.webhooks.recent().find((candidate) => candidate.id === id);
  if (!delivery) throw notFound();
  return delivery;
}

/** Newest first. The cursor is opaque to GitHub's clients; here it is where to begin. */
function listDeliveries(call: Call): Reply {
  const { query, url } = call;
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const start = startOf(query.get("cursor"));
  const status = query.get("status");
  const all = call.world.webhooks
    .recent()
    .toReversed()
    .filter((delivery) => status === null || isSuccess(delivery) === (status === "success"));
  const next = start + size < all.length ? linkTo(url, "cursor", `v1_${start + size}`, "next") : "";
  return ok(all.slice(start, start + size).map(itemJson), next === "" ? {} : { link: next });
}

function startOf(cursor: string | null): number {
  if (cursor === null) return 0;
  const start = /^v1_(\d+)$/.exec(cursor)?.[1];
  if (start === undefined) throw new ApiError(400, "Invalid cursor");
  return Number(start);
}

function isSuccess({ statusCode }: Delivery): boolean {
  return statusCode >= 200 && statusCode < 400;
}

function itemJson(delivery: Delivery): JsonObject {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.seconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.request.installationId,
    repository_id: delivery.request.repositoryId,
    throttled_at: null,
  };
}

function fullJson(delivery: Delivery): JsonObject {
  return {
    ...itemJson(delivery),
    url: delivery.url,
    request: { headers: delivery.request.headers, payload: JSON.parse(delivery.request.body) },
    response: { headers: delivery.response.headers, payload: delivery.response.body },
  };
}
