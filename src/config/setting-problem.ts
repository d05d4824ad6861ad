/** One thing wrong with the server's settings. */
export interface SettingProblem {
  /** The variable that was set, or has to be: `PRIVATE_KEY_FILE`. */
  readonly variable: string;
  readonly expected: string;
  /** The value; null where there is none, or where it is a secret. */
  readonly found: string | null;
  /** What to do, as a clause. */
  readonly mend: string;
  /** The sentence for a person, with the variable and all of the above. */
  readonly message: string;
}

export function settingProblem(parts: Omit<SettingProblem, "message">): SettingProblem {
  const { variable, expected, found, mend } = parts;
  const what = found === null ? "" : `, found ${shown(found)}`;
  return { ...parts, message: `${variable}: ${expected} is expected${what}; ${mend}` };
}

function shown(value: string): string {
  const cut = value.length > 60 ? `${value.slice(0, 60)}...` : value;
  return JSON.stringify(cut).replace(/[\p{Cc}\p{Cf}]/gu, "?");
}
