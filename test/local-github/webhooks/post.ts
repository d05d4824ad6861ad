import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";

export interface WebhookAnswer {
  readonly status: string;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>> | null;
  readonly body: string | null;
}

/** Sends one webhook. It never fails: what went wrong is the answer, in GitHub's words. */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  const length = String(Buffer.byteLength(body));
  return new Promise((resolve) => {
    const request = send(url, {
      method: "POST",
      agent: false,
      signal,
      headers: { ...headers, "Content-Length": length },
    });
    const failed = (): void => resolve(signal.aborted ? TIMED_OUT : NOT_REACHED);
    request.on("error", failed);
    request.on("response", (response) => {
      readAnswer(response).then(resolve, failed);
    });
    request.end(body);
  });
}

const TIMED_OUT: WebhookAnswer = {
  status: "timed out",
  statusCode: 504,
  headers: null,
  body: null,
};

const NOT_REACHED: WebhookAnswer = {
  status: "failed to connect to host",
  statusCode: 502,
  headers: null,
  body: null,
};

async function readAnswer(response: IncomingMessage): Promise<WebhookAnswer> {
  return {
    body: await text(response),
    status: response.statusMessage === "" ? "OK" : (response.statusMessage ?? "OK"),
    statusCode: response.statusCode ?? 0,
    headers: response.headers,
  };
}
