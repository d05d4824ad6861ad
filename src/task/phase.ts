/** The steps of a run. `fetch` brings commits to the host, `image` pulls and starts a container. */
export const PHASE_NAMES = [
  "fetch",
  "image",
  "checkout",
  "runtimes",
  "dependencies",
  "setup",
  "scrub",
  "snapshot",
  "restore",
  "maintenance",
  "start",
  "agent",
  "diff",
  "verify",
] as const;
export type PhaseName = (typeof PHASE_NAMES)[number];

/** One finished phase, as stored and shown. */
export interface PhaseRecord {
  readonly name: PhaseName;
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly ms: number;
  /** Of the command that decided the phase; null where none ran or it was killed. */
  readonly exitCode: number | null;
}
