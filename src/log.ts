import { pino, type Logger } from "pino";

export type Log = Logger;

/**
 * Names under which tokens and payloads travel. They are cut out of every log line, so that a
 * careless `log.info({ request })` cannot put one on a disk.
 */
const REDACTED_PATHS = [
  "token",
  "*.token",
  "payload",
  "*.payload",
  "headers.authorization",
  "*.headers.authorization",
  "env",
  "*.env",
  "privateKey",
  "*.privateKey",
  "webhookSecret",
  "*.webhookSecret",
];

/** Structured log on stderr, one JSON object a line; stdout is left to a command's own output. */
export function createLog(level: string, bindings: Record<string, unknown> = {}): Log {
  return pino(
    {
      level,
      base: { pid: process.pid, ...bindings },
      redact: { paths: REDACTED_PATHS, censor: "[redacted]" },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

export const silentLog: Log = pino({ level: "silent" });
