import { expect, it } from "vitest";
import { lastLines, startAndEnd } from "./shown-output.ts";
import { byteLength } from "./text-size.ts";

it("shows all lines where they fit, without blank ones at the ends", () => {
  expect(lastLines(["", "a", "", "b", ""], 0, 1_000)).toBe("```\na\n\nb\n```");
});

it("is empty where nothing was printed", () => {
  expect(lastLines([], 0, 1_000)).toBe("");
  expect(lastLines([""], 0, 1_000)).toBe("");
});

it("counts the lines that came before", () => {
  expect(lastLines(["a"], 1_203, 1_000)).toBe("(1,203 earlier lines left out)\n\n```\na\n```");
});

it("leaves the oldest lines out where room is short", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const text = lastLines(lines, 5, 300);
  expect(text).toMatch(/^\(\d+ earlier lines left out\)\n\n```\nline \d+\n/);
  expect(text).toMatch(/\nline 99\n```$/);
  expect(byteLength(text)).toBeLessThanOrEqual(300);
});

it("shows the start of a single line that is too long", () => {
  expect(lastLines(["x".repeat(1_000)], 0, 300)).toMatch(/^```\nx+…\n```$/);
});

it("only says how much there was, without any room", () => {
  expect(lastLines(["a", "b"], 3, 10)).toBe("(5 lines of output left out)");
});

it("shows the start and the end, and says what is missing between them", () => {
  expect(startAndEnd({ first: ["a", "b"], leftOut: 3, last: ["y", "z"] }, 1_000)).toBe(
    "```\na\nb\n```\n\n(3 lines left out)\n\n```\ny\nz\n```",
  );
  expect(startAndEnd({ first: ["a", "b"], leftOut: 0, last: ["z"] }, 1_000)).toBe(
    "```\na\nb\nz\n```",
  );
});

it("gives the start what the end leaves of the room, and the end what the start leaves", () => {
  const long = Array.from({ length: 200 }, (_, index) => `line ${index}`);
  const starts = startAndEnd({ first: long, leftOut: 1, last: ["end"] }, 1_500);
  expect(starts.split("\n").length).toBeGreaterThan(90);
  expect(starts).toContain("line 0\n");
  const ends = startAndEnd({ first: ["start"], leftOut: 1, last: long }, 1_500);
  expect(ends.split("\n").length).toBeGreaterThan(90);
  expect(ends).toContain("\nline 199\n");
  for (const text of [starts, ends]) expect(byteLength(text)).toBeLessThanOrEqual(1_500);
});
