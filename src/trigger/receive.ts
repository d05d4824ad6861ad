import { hasMention } from "../command/mention.ts";
import type { Queue } from "../queue/queue.ts";
import type { WebhookStore } from "../store/store.ts";
import { issueComment } from "./webhooks/issue-comment.ts";
import { issue } from "./webhooks/issue.ts";
import { pullRequest } from "./webhooks/pull-request.ts";
import { reviewComment } from "./webhooks/review-comment.ts";
import { review } from "./webhooks/review.ts";
import type { DeliveryContent, Webhook } from "./webhooks/webhook.ts";

/** All that the app listens to. */
export const WEBHOOKS: readonly Webhook[] = [
  issueComment,
  issue,
  pullRequest,
  review,
  reviewComment,
];

export const REQUEST_TASK = "request-task";

/** One signed delivery. Redelivered by GitHub or by hand, it keeps its id. */
export interface Delivery {
  readonly id: string;
  /** Event and action. */
  readonly event: string;
  readonly payload: unknown;
  readonly receivedAt: Date;
}

/**
 * Stores what a delivery says and hands the work over, nothing else: GitHub waits for the answer.
 * A delivery that came before does nothing.
 */
export async function receive(
  { webhooks, queue, handle }: { webhooks: WebhookStore; queue: Queue; handle: string },
  webhook: Webhook,
  delivery: Delivery,
): Promise<void> {
  const content = webhook.read(delivery.payload);
  if (content === null) return;
  switch (content.kind) {
    case "words":
      return receiveWords({ webhooks, queue, handle }, delivery, content);
    case "head":
      // Noted first: a late repetition must not pass for news. A head that is lost is unknown.
      if (!(await webhooks.recordDelivery(delivery))) return;
      return webhooks.recordHead({ ...content.head, receivedAt: delivery.receivedAt });
  }
}

async function receiveWords(
  { webhooks, queue, handle }: { webhooks: WebhookStore; queue: Queue; handle: string },
  delivery: Delivery,
  { request }: DeliveryContent & { readonly kind: "words" },
): Promise<void> {
  if (!hasMention(request.body, handle)) return;
  // Queued first, under an id that the delivery gives: killed in between, nothing is lost or twice.
  await queue.enqueue({
    id: `${REQUEST_TASK}:${delivery.id}`,
    kind: REQUEST_TASK,
    payload: request,
    group: null,
    priority: 0,
  });
  await webhooks.recordDelivery(delivery);
}
