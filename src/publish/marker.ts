import type { TaskId } from "../task/ids.ts";

/** Which task a comment of ours belongs to, and which of its comments it is, from 1. */
export interface Marker {
  readonly taskId: TaskId;
  readonly part: number;
}

/** Only as the first line of a body, which no text of others ever is. */
const MARKER = /^<!-- berth:(task_e_[0-9a-f]{32}) part=([1-9]\d{0,2}) -->(?=\r?\n|$)/;
const REPLY_MARKER = /^<!-- berth:reply to=([a-z-]+:\w+) -->(?=\r?\n|$)/;

/** The first line of a body that we post; GitHub does not show it. */
export function marker(taskId: TaskId, part: number): string {
  return `<!-- berth:${taskId} part=${part} -->`;
}

export function findMarker(body: string): Marker | null {
  const [, taskId, part] = MARKER.exec(body) ?? [];
  return isTaskId(taskId) ? { taskId, part: Number(part) } : null;
}

function isTaskId(text: string | undefined): text is TaskId {
  return text?.startsWith("task_e_") ?? false;
}

/**
 * The first line of an answer that belongs to no task.
 *
 * @param source what is answered: `comment:123`, `task:task_e_…`.
 */
export function replyMarker(source: string): string {
  return `<!-- berth:reply to=${source} -->`;
}

/** What a body answers, as `replyMarker` took it, or null where it is no such answer. */
export function findReplyMarker(body: string): string | null {
  return REPLY_MARKER.exec(body)?.[1] ?? null;
}
