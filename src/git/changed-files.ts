import type { ChangedFile, ChangeStatus } from "../task/diff.ts";

const STATUSES: Readonly<Record<string, ChangeStatus>> = {
  A: "added",
  C: "copied",
  D: "deleted",
  M: "modified",
  R: "renamed",
  T: "type-changed",
};

const NO_FILE = "000000";

type Counts = Pick<ChangedFile, "binary" | "linesAdded" | "linesRemoved">;

/** Fields that end in NUL; bytes are kept one to a character until a path is read as UTF-8. */
class Fields {
  readonly #fields: readonly string[];
  #next = 0;

  constructor(listing: Buffer) {
    this.#fields = listing.toString("latin1").split("\0");
  }

  peek(): string {
    return this.#fields[this.#next] ?? "";
  }

  take(): string {
    const field = this.peek();
    this.#next += 1;
    return field;
  }

  takePath(): string {
    return Buffer.from(this.take(), "latin1").toString("utf8");
  }
}

/** Reads `git diff-tree -r -z --raw --numstat`: all raw lines first, then all counts. */
export function parseRawAndNumstat(listing: Buffer): ChangedFile[] {
  const fields = new Fields(listing);
  const changes: Omit<ChangedFile, keyof Counts>[] = [];
  while (fields.peek().startsWith(":")) {
    const [oldMode = "", newMode = "", , , status = ""] = fields.take().slice(1).split(" ");
    const first = fields.takePath();
    const moved = status.startsWith("R") || status.startsWith("C");
    changes.push({
      status: STATUSES[status.charAt(0)] ?? "modified",
      path: moved ? fields.takePath() : first,
      oldPath: moved ? first : null,
      oldMode: oldMode === NO_FILE ? null : oldMode,
      newMode: newMode === NO_FILE ? null : newMode,
    });
  }
  return changes.map((change) => Object.assign(change, takeCounts(fields)));
}

/** `ADDED\tREMOVED\tPATH`, or for a move `ADDED\tREMOVED\t` and both paths behind it. */
function takeCounts(fields: Fields): Counts {
  const [added = "", removed = "", path = ""] = fields.take().split("\t");
  if (path === "") {
    fields.take();
    fields.take();
  }
  const binary = added === "-";
  return {
    binary,
    linesAdded: binary ? 0 : Number(added),
    linesRemoved: binary ? 0 : Number(removed),
  };
}
