import { randomBytes } from "node:crypto";

export type TaskId = `task_e_${string}`;
export type EnvironmentId = `env_${string}`;

/** 128 random bits, so that an id can be neither guessed nor met twice. */
export function newTaskId(): TaskId {
  return `task_e_${randomBytes(16).toString("hex")}`;
}

export function newEnvironmentId(): EnvironmentId {
  return `env_${randomBytes(16).toString("hex")}`;
}
