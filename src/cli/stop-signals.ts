/**
 * Settles when the process is asked to end: by SIGTERM or SIGINT, or because the parent that it is
 * to serve is gone. A second signal ends it at once.
 */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    process.once("disconnect", () => resolve());
  });
}
