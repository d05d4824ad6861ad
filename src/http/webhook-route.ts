import type { IncomingMessage, ServerResponse } from "node:http";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { BodyReader, type BodyLimits } from "./body-reader.ts";
import { sendText, type Route } from "./server.ts";

const MB = 1024 * 1024;
const LIMITS = {
  /** GitHub sends nothing larger. */
  maxBytes: 25 * MB,
  /** Who sends is known only once all of it was read, so anybody may fill this. */
  maxBytesHeld: 128 * MB,
};
const RETRY_AFTER_SECONDS = 10;
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

export interface SignedDelivery {
  readonly id: string;
  readonly event: string;
  /** JSON, as it was signed. */
  readonly body: string;
  readonly signature: string;
}

export interface WebhookRouteOptions {
  readonly path: string;
  /** Whether this signature is the secret's over these very bytes, in constant time. */
  readonly verify: (body: string, signature: string) => Promise<boolean>;
  readonly receive: (delivery: SignedDelivery) => Promise<void>;
  readonly log: Log;
  readonly limits?: BodyLimits;
}

/**
 * Takes GitHub's deliveries. Nothing is parsed, stored or logged of a body whose signature is not
 * right; of one that is, the log has the id and the event. What cannot be signed is not even read.
 */
export function webhookRoute(options: WebhookRouteOptions): Route {
  const bodies = new BodyReader(options.limits ?? LIMITS);
  return {
    method: "POST",
    path: options.path,
    handle: async (request, response) => {
      const id = header(request, "x-github-delivery");
      const event = header(request, "x-github-event");
      const signature = header(request, "x-hub-signature-256");
      if (id === "" || event === "" || signature === "") {
        return refuse(response, 400, "a signed delivery of GitHub's is expected");
      }
      if (!SIGNATURE.test(signature)) return refuse(response, 401, "the signature is wrong");
      const refusal = await bodies.read(request, async (body) => {
        const answer = await take({ id, event, body, signature }, request, options);
        sendText(response, answer.status, `${answer.text}\n`);
      });
      if (refusal === "too large") refuse(response, 413, "at most 25 MB are expected");
      if (refusal === "no room") {
        response.setHeader("retry-after", RETRY_AFTER_SECONDS);
        refuse(response, 503, "too much is being delivered: deliver it again");
      }
    },
  };
}

/** An answer without the body's having been read, and so the last on its connection. */
function refuse(response: ServerResponse, status: number, text: string): void {
  response.setHeader("connection", "close");
  sendText(response, status, `${text}\n`);
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function take(
  delivery: SignedDelivery,
  request: IncomingMessage,
  { verify, receive, log }: WebhookRouteOptions,
): Promise<Answer> {
  const { id, event, body, signature } = delivery;
  if (!(await verify(body, signature))) {
    log.warn({ remote: request.socket.remoteAddress }, "a delivery had a wrong signature");
    return { status: 401, text: "the signature is wrong" };
  }
  try {
    await receive(delivery);
  } catch (thrown) {
    // Its message only: what was thrown may carry the payload along.
    log.error({ delivery: id, event, reason: reasonOf(thrown) }, "a delivery was not taken");
    return { status: 500, text: "not taken: deliver it again" };
  }
  log.debug({ delivery: id, event }, "received");
  return { status: 202, text: "accepted" };
}

/** Handlers fail together: the first reason says most. */
function reasonOf(thrown: unknown): string {
  const first: unknown = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  return messageOf(first ?? thrown);
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}
