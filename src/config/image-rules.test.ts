import { expect, test } from "vitest";
import { isImageAllowed, isOfOwnNetwork } from "./image-rules.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

test("without patterns every image is allowed", () => {
  expect(isImageAllowed("registry.example.com/any/thing:1", null)).toBe(true);
});

test.each([
  "127.0.0.1:5000/x:1",
  "127.0.0.1/x",
  "127.1:80/x",
  "0x7f.1/x",
  "2130706433:80/x",
  "10.0.0.7/acme/x:1",
  "169.254.169.254/latest/meta-data:1",
  "203.0.113.9:443/x",
  "[::1]:5000/x",
  "[fe80::1]/x",
  "999.1.2.3/x",
  "localhost/x",
  "LOCALHOST/x",
  "localhost:5000/x",
  "app.localhost:5000/x",
  "database:5432/x",
  "localhost.localdomain:5000/x",
  "host.docker.internal:5000/x",
  "metadata.google.internal/x",
  "registry.default.svc.cluster.local/x",
  "registry.home.arpa/x",
  "registry.lan./x",
])("%s is allowed only where a pattern says so", (reference) => {
  expect(isOfOwnNetwork(reference)).toBe(true);
  expect(isImageAllowed(reference, null)).toBe(false);
  expect(isImageAllowed(reference, ["**"])).toBe(true);
});

test.each([
  "node:22",
  "acme/x:1",
  "localhost:1",
  "127/x:1",
  "ghcr.io/acme/x:1",
  "a.example:5000/x",
  "local.example/x",
  "internal.registry.example/x",
])("%s is allowed without patterns", (reference) => {
  expect(isImageAllowed(reference, null)).toBe(true);
});

test("with an empty list none is", () => {
  expect(isImageAllowed("node:22", [])).toBe(false);
});

test.each([
  ["node:22", "node"],
  ["node", "node"],
  [`node@${DIGEST}`, "node"],
  ["node:22", "node:22"],
  ["node:22-bookworm", "node:22*"],
  ["node", "node:latest"],
  ["registry.example.com/acme/tools:1", "registry.example.com/acme/*"],
  ["registry.example.com/acme/a/b:1", "registry.example.com/acme/**"],
  ["registry.example.com:5000/tools:1", "registry.example.com:5000/*"],
  [`node:22@${DIGEST}`, `node@${DIGEST}`],
  ["anything/at/all:1", "**"],
])("%s is allowed by %s", (reference, pattern) => {
  expect(isImageAllowed(reference, ["other", pattern])).toBe(true);
});

test.each([
  ["node:22", "nod"],
  ["nodex:22", "node"],
  ["evil/node:22", "node"],
  ["node:22", "node:20"],
  ["node:22", "node:2"],
  ["registry.example.com/acme/a/b:1", "registry.example.com/acme/*"],
  ["registry.example.com/acme-evil/x:1", "registry.example.com/acme/**"],
  ["registryxexample.com/acme/x:1", "registry.example.com/acme/*"],
  ["registry.example.com:5000/tools:1", "registry.example.com/*"],
  ["anything/at/all:1", "*"],
])("%s is not allowed by %s", (reference, pattern) => {
  expect(isImageAllowed(reference, [pattern])).toBe(false);
});

test("a tag beside a digest counts for nothing, since an engine looks at the digest only", () => {
  expect(isImageAllowed(`node:22@${DIGEST}`, ["node:22"])).toBe(false);
  expect(isImageAllowed(`node:22@${DIGEST}`, ["node"])).toBe(true);
});
