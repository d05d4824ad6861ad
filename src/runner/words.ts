/** `512 bytes`, `4 GB`, `1.5 GB`, in powers of 1024. */
export function sizeInBytes(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

/** `1 second`, `90 seconds`, `30 minutes`. */
export function amountOfTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} second${seconds === 1 ? "" : "s"}`;
  return `${Number((seconds / 60).toFixed(1))} minutes`;
}
