import { expect, test } from "vitest";
import { OutputLines } from "./output-lines.ts";

function excerptOf(texts: readonly string[]) {
  const lines = new OutputLines({ first: 2, last: 3 });
  for (const text of texts) lines.add(text);
  return lines.excerpt();
}

test("keeps the start and the end, and counts what is between", () => {
  const text = Array.from({ length: 10 }, (_, n) => `${n}\n`).join("");
  const expected = { first: ["0", "1"], leftOut: 5, last: ["7", "8", "9"] };
  expect(excerptOf([text])).toEqual(expected);
  expect(excerptOf(text.split(/(?<=\n)/))).toEqual(expected);
});

test("keeps all of a short text, each line once", () => {
  expect(excerptOf(["a\nb\nc"])).toEqual({ first: ["a", "b"], leftOut: 0, last: ["c"] });
  expect(excerptOf(["a"])).toEqual({ first: [], leftOut: 0, last: ["a"] });
  expect(excerptOf([])).toEqual({ first: [], leftOut: 0, last: [] });
});

test("shows the last words of a line that a progress bar wrote over many times", () => {
  const bar = Array.from({ length: 100 }, (_, n) => `\rprogress of the download: ${n} %`);
  expect(excerptOf([...bar, "\rERROR: checksum", " mismatch\r", "\n"]).first).toEqual([
    "ERROR: checksum mismatch",
  ]);
});
