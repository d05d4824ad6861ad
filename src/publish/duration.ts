/**
 * Milliseconds as a person says them: `0.4 s`, `12 s`, `3 m 05 s`, `1 h 02 m`. What is no time
 * at all is `0.0 s`.
 */
export function formatDuration(ms: number): string {
  const known = Number.isFinite(ms) ? Math.max(0, ms) : 0;
  const tenths = Math.round(known / 100);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(known / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, "0");
}
