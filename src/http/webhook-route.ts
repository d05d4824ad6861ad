import type { IncomingMessage } from "node:http";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { sendText, type Route } from "./server.ts";

/** GitHub sends nothing larger. */
const MAX_BYTES = 25 * 1024 * 1024;

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
}

/**
 * Takes GitHub's deliveries. Nothing is parsed, stored or logged of a body whose signature is not
 * right; of one that is, the log has the id and the event.
 */
export function webhookRoute({ path, verify, receive, log }: WebhookRouteOptions): Route {
  return {
    method: "POST",
    path,
    handle: async (request, response) => {
      const id = header(request, "x-github-delivery");
      const event = header(request, "x-github-event");
      const signature = header(request, "x-hub-signature-256");
      if (id === "" || event === "" || signature === "") {
        return sendText(response, 400, "a signed delivery of GitHub's is expected\n");
      }
      const body = isTooLarge(request) ? null : await readBody(request);
      if (body === null) {
        response.setHeader("connection", "close");
        return sendText(response, 413, "at most 25 MB are expected\n");
      }
      if (!(await verify(body, signature))) {
        log.warn({ remote: request.socket.remoteAddress }, "a delivery had a wrong signature");
        return sendText(response, 401, "the signature is wrong\n");
      }
      try {
        await receive({ id, event, body, signature });
      } catch (thrown) {
        // Its message only: what was thrown may carry the payload along.
        log.error({ delivery: id, event, reason: reasonOf(thrown) }, "a delivery was not taken");
        return sendText(response, 500, "not taken: deliver it again\n");
      }
      log.debug({ delivery: id, event }, "received");
      sendText(response, 202, "accepted\n");
    },
  };
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

/** By what it says of itself; who says nothing is cut off on the way. */
function isTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers["content-length"] ?? 0) > MAX_BYTES;
}

/** Null where it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const chunk = Buffer.from(part);
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return null;
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString("utf8");
}
