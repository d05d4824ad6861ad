/** A body on its way out. Whether it has GitHub's shape is checked against the description. */
export type JsonObject = Record<string, unknown>;
