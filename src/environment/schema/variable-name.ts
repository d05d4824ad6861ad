import { failure, success, type Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

/** Names that a definition may not give a value, and why. Proxies are read in either case. */
const RESERVED: readonly { readonly pattern: RegExp; readonly because: string }[] = [
  { pattern: /^BERTH_/, because: "BERTH_* is Berth's own" },
  { pattern: /^CODEX_ENV_/, because: "CODEX_ENV_* is set from runtimes" },
  { pattern: /^CODEX_HOME$/, because: "the agent's own files are there" },
  { pattern: /^(?:https?|ftp|all|no)_proxy$/i, because: "Berth points it at the gateway" },
  { pattern: /^LD_(?:PRELOAD|AUDIT)$/, because: "it loads code into every process" },
  { pattern: /^(?:BASH_ENV|ENV|BASH_FUNC_.*)$/, because: "it runs before every script" },
  { pattern: /^(?:SHELLOPTS|BASHOPTS|IFS|PS4)$/, because: "it changes how scripts are read" },
  { pattern: /^HOME$/, because: "setup leaves settings there, such as ~/.bashrc" },
  { pattern: /^(?:USER|LOGNAME|SHELL|HOSTNAME)$/, because: "the container sets it" },
  { pattern: /^(?:PWD|OLDPWD|SHLVL|_|UID|EUID|PPID)$/, because: "the shell sets it" },
  {
    pattern: /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|NAMESPACE|EXEC_PATH)$/,
    because: "it leads git away from the checkout that the diff is made of",
  },
];

/** The name of an environment variable or a secret that a definition may set. */
export function parseVariableName(text: string): Result<string, Complaint> {
  const expected = "a variable name (letters, digits and _, no digit first)";
  if (!NAME.test(text)) return failure({ expected, ...slip(text) });
  const rule = RESERVED.find(({ pattern }) => pattern.test(text));
  if (rule === undefined) return success(text);
  return failure({
    expected: "a name of your own",
    found: "a reserved name",
    because: rule.because,
  });
}

function slip(text: string): Pick<Complaint, "suggestion"> {
  const mended = text.trim().replaceAll(/[-. ]/g, "_");
  return mended !== text && NAME.test(mended) ? { suggestion: mended } : {};
}
