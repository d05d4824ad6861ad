/** How the types of zod are called in sentences about YAML. */
export const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "a mapping of keys to values",
  record: "a mapping of names to values",
  string: "text",
};
