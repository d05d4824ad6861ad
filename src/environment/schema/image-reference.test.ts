import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseImageReference, splitImageReference } from "./image-reference.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("the name of a registry image", () => {
  test.each([
    "node:22",
    "library/node:22-bookworm",
    "registry.example.com/acme/tools:1.0",
    "registry.example.com:5000/tools:latest",
    "localhost/tools:1",
    "localhost:5000/tools:1",
    "[2001:db8::1]:5000/tools:1",
    "a/b/c/d__e/f-g--h:X_y.z",
    `node@${DIGEST}`,
    `node:22@${DIGEST}`,
    "registry.example.com/acme/liberth:1",
    "deadbeefcafe:1",
  ])("%s is taken as it is", (text) => {
    expect(parseImageReference(text)).toEqual({ ok: true, value: text });
  });

  test("without tag and digest gets the tag latest", () => {
    expect(parseImageReference("registry.example.com:5000/tools")).toEqual({
      ok: true,
      value: "registry.example.com:5000/tools:latest",
    });
  });
});

describe("an image of this machine is refused, however it is named", () => {
  test.each(["0123456789abcdef".repeat(4), "deadbeefcafe", "deadbee", "DEADBEEFCAFE"])(
    "%s could be an id",
    (text) => {
      expect(parseImageReference(text)).toMatchObject({
        failure: { found: "what reads as an image id" },
      });
    },
  );

  test.each([DIGEST, "sha256:0123", "SHA256:0123"])("%s is an id", (text) => {
    expect(parseImageReference(text)).toMatchObject({ failure: { found: "an image id" } });
  });

  test.each([
    "berth",
    "berth:latest",
    "berth/gateway",
    "berth/a/b",
    "berth-snapshot:1",
    "berth-cache/x",
    "registry.example.com/berth",
    "registry.example.com/berth/gateway:1",
    "registry.example.com/acme/berth-gateway",
    `localhost:5000/berth@${DIGEST}`,
  ])("%s has a name of Berth's own", (text) => {
    expect(parseImageReference(text)).toMatchObject({
      failure: { found: "a name of Berth's own" },
    });
  });
});

test.each([
  ["Node:22", "node:22"],
  [" node:22 ", "node:22"],
  ["https://registry.example.com/acme/tools:1", "registry.example.com/acme/tools:1"],
])("%j is a slip for %s", (text, suggestion) => {
  expect(parseImageReference(text)).toMatchObject({ ok: false, failure: { suggestion } });
});

test.each([
  "",
  ":",
  "a:",
  "a:b:c",
  "a//b",
  "/a",
  "a/",
  "a b",
  "a@sha256:abc",
  `a@${DIGEST}@${DIGEST}`,
  "-a",
  "a:-b",
  "a..b",
  "$(id)",
  "a;b",
  "a\n",
  "--privileged",
  `${"a".repeat(256)}:1`,
])("%j is no reference", (text) => {
  expect(splitImageReference(text)).toBeNull();
  expect(parseImageReference(text).ok).toBe(false);
});

test("the first part is a host only where it could be no part of a name", () => {
  expect(splitImageReference("registry.example.com:5000/a/b:c")).toEqual({
    host: "registry.example.com:5000",
    repository: "a/b",
    tag: "c",
    digest: null,
  });
  expect(splitImageReference("acme/tools")).toMatchObject({ host: null, repository: "acme/tools" });
});

test("whatever is accepted has a tag or a digest, and only harmless characters", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from("ab09:/.-_@[]A $\n")), maxLength: 30 }),
      (text) => {
        const result = parseImageReference(text);
        if (!result.ok) return;
        const parts = splitImageReference(result.value);
        expect(parts?.tag ?? parts?.digest).toBeTruthy();
        expect(result.value).toMatch(/^[A-Za-z0-9[][A-Za-z0-9:/.@_[\]-]*$/);
      },
    ),
  );
});
