import { expect, test } from "vitest";
import { isImageAllowed } from "./image-rules.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

test("without patterns every image is allowed", () => {
  expect(isImageAllowed("registry.example.com/any/thing:1", null)).toBe(true);
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
