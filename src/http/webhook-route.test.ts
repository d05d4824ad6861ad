import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pino } from "pino";
import { until } from "../../test/fixtures/until.ts";
import { createHttpServer } from "./server.ts";
import { webhookRoute } from "./webhook-route.ts";

const LIMITS = { maxBytes: 1000, maxBytesHeld: 1500 };
const RIGHT = `sha256=${"a".repeat(64)}`;

let server: ReturnType<typeof createHttpServer>;
let sockets: Socket[];
let verified: number;
let logged: string[];

beforeEach(async () => {
  sockets = [];
  verified = 0;
  logged = [];
  const log = pino({ level: "warn" }, { write: (line) => void logged.push(line) });
  const route = webhookRoute({
    path: "/hooks",
    limits: LIMITS,
    verify: async (_body, signature) => {
      verified += 1;
      return signature === RIGHT;
    },
    receive: async () => {},
    log,
  });
  server = createHttpServer([route], log);
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(resolve));
});

/** A connection of its own, on which the test writes what it likes. */
function open(): Socket {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server is not open.");
  const socket = connect(address.port, "127.0.0.1");
  socket.on("error", () => {});
  sockets.push(socket);
  return socket;
}

interface Sent {
  readonly signature?: string;
  /** What is announced; by default the body comes in chunks, of a length that nobody knows. */
  readonly length?: number;
  readonly body?: string;
}

function deliver({ signature = RIGHT, length, body = "" }: Sent): Socket {
  const socket = open();
  const encoding =
    length === undefined ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`;
  const head = `POST /hooks HTTP/1.1\r\nHost: h\r\nX-GitHub-Delivery: 1\r\nX-GitHub-Event: ping\r\n`;
  socket.write(`${head}X-Hub-Signature-256: ${signature}\r\n${encoding}\r\n\r\n`);
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n`;
  if (body !== "") socket.write(length === undefined ? chunk : body);
  return socket;
}

/** The answer to a request of which the rest never comes. */
function answerTo(sent: Sent): Promise<string> {
  return text(deliver(sent));
}

test.each([
  ["sha1=0", 401],
  ["sha256=abc", 401],
  [`sha256=${"x".repeat(64)}`, 401],
  ["", 400],
])("a body whose signature is %j is not read", async (signature, status) => {
  const answer = await answerTo({ signature, length: 900 });
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*Connection: close`, "i"));
  expect(verified).toBe(0);
});

test("a body that is too large is refused, by what it says and by what comes", async () => {
  expect(await answerTo({ length: 1001 })).toMatch(/^HTTP\/1.1 413 /);
  expect(await answerTo({ body: "x".repeat(1001) })).toMatch(/^HTTP\/1.1 413 /);
  expect(verified).toBe(0);
});

test("bodies that are held together have a limit, and room again when they are gone", async () => {
  const first = deliver({ length: 1000, body: "x".repeat(900) });
  await until(async () => {
    const answer = await answerTo({ length: 700 });
    return /^HTTP\/1.1 503 [^]*Retry-After: 10\r\n/i.test(answer) ? true : null;
  });
  expect(await answerTo({ body: "x".repeat(700) })).toMatch(/^HTTP\/1.1 503 /);
  first.write("x".repeat(100));
  const [answer] = await once(first, "data");
  expect(String(answer)).toMatch(/^HTTP\/1.1 202 /);
  const next = deliver({ length: 700, body: "x".repeat(700) });
  expect(String(await once(next, "data"))).toMatch(/^HTTP\/1.1 202 /);
});

test("who leaves in mid-body frees its room, and fills no log", async () => {
  for (let n = 0; n < 3; n += 1) {
    const socket = deliver({ length: 1000, body: "x".repeat(900) });
    await once(socket, "ready");
    socket.destroy();
  }
  await until(async () => {
    const socket = deliver({ length: 1000, body: "x".repeat(1000) });
    return String(await once(socket, "data")).startsWith("HTTP/1.1 202") ? true : null;
  });
  expect(logged).toEqual([]);
});

test.each(["//", "http://[", "/%zz", "http://"])(
  "a request for %j is answered without a word in the log",
  async (target) => {
    const socket = open();
    socket.write(`GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 40[04] /);
    expect(logged).toEqual([]);
  },
);

test("connections have a limit", async () => {
  for (let n = 0; n < 256; n += 1) await once(open(), "connect");
  expect(await text(open())).toBe("");
  sockets[0]?.destroy();
  await until(async () => {
    const socket = open();
    socket.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    return (await text(socket)).startsWith("HTTP/1.1 404") ? true : null;
  });
});
