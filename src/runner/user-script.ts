/**
 * How a script of a repository is run: by bash in a session of its own, with what earlier scripts
 * appended to `~/.bashrc`. Images' own `.bashrc` often returns early in a shell that is not
 * interactive, so its variables are taken from one that is; what it prints goes nowhere.
 */
const PRELUDE = `
exported="$(bash -ic 'export -p >&3' 3>&1 >/dev/null 2>&1 </dev/null)" || exported=
eval "$exported"
unset exported
`;

/**
 * Says where a script stopped, in a function too, since `-e` alone says nothing. It stands on the
 * first line of the script, so that line numbers hold, and changes nothing of how the script runs.
 */
const SAY_WHERE = `set -E; trap 'case $BASH_SUBSHELL in 0) echo "line $LINENO: exit code $?: $BASH_COMMAND" >&2;; esac' ERR; `;

/** For setup, maintenance, start and verify: the first command that fails ends it. */
export function strictScript(script: string): readonly string[] {
  const run = `${PRELUDE}exec bash -eo pipefail -c -- "$1" bash`;
  return ["bash", "-c", run, "bash", SAY_WHERE + script];
}

/** For a command as it is typed: its last exit code counts, as in a person's shell. */
export function typedScript(script: string): readonly string[] {
  return ["bash", "-c", `${PRELUDE}exec bash -c -- "$1" bash`, "bash", script];
}
