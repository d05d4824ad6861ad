import * as fc from "fast-check";
import { expect, test } from "vitest";
import { writeSize, MEBIBYTE, parseSize } from "./size.ts";

test.each([
  ["512m", 536_870_912],
  ["4g", 4_294_967_296],
  ["1t", 1_099_511_627_776],
])("%s is %i bytes", (text, bytes) => {
  expect(parseSize(text)).toEqual({ ok: true, value: bytes });
});

test.each([
  ["4GB", "4g"],
  ["4 Gi", "4g"],
  ["512MiB", "512m"],
  ["1.5g", "1536m"],
])("%j is a slip for %s", (text, suggestion) => {
  expect(parseSize(text)).toMatchObject({ ok: false, failure: { suggestion } });
});

test("a number of bytes is refused, since it has no unit", () => {
  expect(parseSize("4294967296")).toMatchObject({
    failure: { because: "a number alone has no unit" },
  });
});

test.each(["", "g", "-4g", "0g", "4k", "4p", "99999999g", "4g "])("%j is no size", (text) => {
  expect(parseSize(text).ok).toBe(false);
});

test("what is written as short as can be reads as the same size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999 }), (mebibytes) => {
      const bytes = mebibytes * MEBIBYTE;
      expect(parseSize(writeSize(bytes))).toEqual({ ok: true, value: bytes });
    }),
  );
});
