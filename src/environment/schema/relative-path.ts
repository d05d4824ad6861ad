import { failure, success, type Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";
import { parsedText } from "./parsed-text.ts";

const LONGEST = 1024;

/** A path inside the repository, without `.` steps and without a slash at its end; or `.`. */
export function parseRelativePath(
  text: string,
  expected = "a path inside the repository",
): Result<string, Complaint> {
  const complaint = refusal(text);
  if (complaint !== null) return failure({ expected, ...complaint });
  const steps = text.split("/").filter((step) => step !== "" && step !== ".");
  return success(steps.length === 0 ? "." : steps.join("/"));
}

function refusal(text: string): Omit<Complaint, "expected"> | null {
  const steps = text.split("/");
  if (text.trim() === "") return { found: "an empty text", suggestion: "." };
  if (text.startsWith("/")) return absolute(text);
  if (text.startsWith("~")) return { found: "a path in a home folder" };
  if (steps.includes("..")) return { found: "a step out of a folder", because: ".. is refused" };
  if (steps.some((step) => step.toLowerCase() === ".git")) return { found: "git's own folder" };
  if (text.includes("\\")) return { found: "a backslash", suggestion: text.replaceAll("\\", "/") };
  if (text.length > LONGEST) return { found: `a text of ${text.length} characters` };
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) return { found: "a control character" };
  return null;
}

function absolute(text: string): Omit<Complaint, "expected"> {
  const inside = text.replace(/^\/+/, "");
  const because = "paths start at the root of the repository";
  const mended = inside === "" ? "." : inside;
  return mended.split("/").includes("..")
    ? { found: "an absolute path", because }
    : { found: "an absolute path", because, suggestion: mended };
}

export function relativePath() {
  return parsedText("a path inside the repository", (text) => parseRelativePath(text)).meta({
    title: "path",
  });
}
