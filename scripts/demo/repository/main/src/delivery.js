import dayjs from "dayjs";

/** Orders until two in the afternoon arrive the next day. */
export function deliveryDate(orderedAt) {
  const ordered = dayjs(orderedAt);
  return ordered.add(ordered.hour() < 14 ? 1 : 2, "day").format("YYYY-MM-DD");
}
