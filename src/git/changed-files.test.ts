import { expect, test } from "vitest";
import { parseRawAndNumstat } from "./changed-files.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const NONE = "0".repeat(40);

function listing(...fields: string[]): Buffer {
  return Buffer.from(fields.map((field) => `${field}\0`).join(""), "latin1");
}

test("reads every kind of change with its counts", () => {
  const raw = listing(
    `:100644 100644 ${A} ${B} M`,
    "edited.txt",
    `:000000 100755 ${NONE} ${B} A`,
    "new.sh",
    `:100644 000000 ${A} ${NONE} D`,
    "gone.txt",
    `:100644 100644 ${A} ${B} R090`,
    "old name",
    "new name",
    `:100644 120000 ${A} ${B} T`,
    "link",
    "3\t1\tedited.txt",
    "2\t0\tnew.sh",
    "0\t9\tgone.txt",
    "1\t1\t",
    "old name",
    "new name",
    "-\t-\tlink",
  );
  const shown = parseRawAndNumstat(raw).map((file) => [
    file.status,
    file.oldPath,
    file.path,
    `${file.oldMode} ${file.newMode}`,
    file.binary ? "binary" : `+${file.linesAdded} -${file.linesRemoved}`,
  ]);
  expect(shown).toEqual([
    ["modified", null, "edited.txt", "100644 100644", "+3 -1"],
    ["added", null, "new.sh", "null 100755", "+2 -0"],
    ["deleted", null, "gone.txt", "100644 null", "+0 -9"],
    ["renamed", "old name", "new name", "100644 100644", "+1 -1"],
    ["type-changed", null, "link", "100644 120000", "binary"],
  ]);
});

test("keeps tabs, newlines and letters of other alphabets in paths", () => {
  const path = Buffer.from("a\tb\nç").toString("latin1");
  const raw = listing(`:100644 100644 ${A} ${B} M`, path, `1\t0\t${path}`);
  expect(parseRawAndNumstat(raw)[0]).toMatchObject({ path: "a\tb\nç", linesAdded: 1 });
});

test("reads nothing from nothing", () => {
  expect(parseRawAndNumstat(Buffer.alloc(0))).toEqual([]);
});
