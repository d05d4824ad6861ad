import * as fc from "fast-check";
import { expect, it, test } from "vitest";
import { byteLength, countOf, cutToBytes, lineCounts } from "./text-size.ts";

test.each([
  ["abcdef", 6, "abcdef"],
  ["abcdef", 5, "ab…"],
  ["ééé", 5, "é…"],
  ["ééé", 6, "ééé"],
  ["😀😀", 7, "😀…"],
  ["abcdef", 3, "…"],
  ["abcdef", 2, ""],
  ["abcdef", 0, ""],
])("%j in %d bytes is %j", (text, bytes, cut) => {
  expect(cutToBytes(text, bytes)).toBe(cut);
});

it("never has more bytes than allowed, nor half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 50 }), (text, bytes) => {
      const cut = cutToBytes(text, bytes);
      expect(byteLength(cut)).toBeLessThanOrEqual(bytes);
      expect(text.startsWith(cut.replace(/…$/, ""))).toBe(true);
    }),
  );
});

it("counts in words", () => {
  expect([countOf(0, "file"), countOf(1, "file"), countOf(1_204, "file")]).toEqual([
    "0 files",
    "1 file",
    "1,204 files",
  ]);
  expect(lineCounts(1_204, 3)).toBe("+1,204 −3");
});
