/** How a task ended. A failing user command is an outcome; only `broken` is a fault of ours. */
export const OUTCOMES = [
  "changed",
  "unchanged",
  "setup-failed",
  "agent-failed",
  "verify-failed",
  "timed-out",
  "cancelled",
  "refused",
  "broken",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const TASK_STATUSES = ["queued", "running", "completed", "failed", "cancelled"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The status that a task, or one attempt of it, has once its outcome is known. */
export function statusOf(outcome: Outcome): TaskStatus {
  switch (outcome) {
    case "changed":
    case "unchanged":
      return "completed";
    case "cancelled":
      return "cancelled";
    case "setup-failed":
    case "agent-failed":
    case "verify-failed":
    case "timed-out":
    case "refused":
    case "broken":
      return "failed";
  }
}
