/**
 * Reads a work tree with git inside the sandbox, whatever was done to its own `.git`: in a git
 * folder and an index made for the purpose, with no configuration but git's own defaults.
 *
 * Arguments: work tree, commit, what to print (`tree`, `patch`, `files`), a file that has the tree
 * before (see `tree`), or `-` for the input, and where the commit's objects come from: `worktree`,
 * or `input` for a pack. Nothing that came from outside is part of the script.
 *
 * - `tree`: a line of `git diff --raw` for each path that differs from the commit. Leaves its index
 *   in `.git`, since what git finds out about a file is not always the same the second time: where
 *   attributes change line ends, an untouched file can differ from its own commit.
 * - `patch`: the patch from the commit to the tree, without what differed in the same way before.
 * - `files`: of that patch, `--raw` and `--numstat` only, with NULs.
 *
 * Repositories within the tree cannot be part of a patch; their paths go to stderr.
 */
export const WORKTREE_SCRIPT = `
set -eu
worktree=$1 commit=$2 wanted=$3 before=$4 objects=$5
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
export HOME="$temp" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ATTR_NOSYSTEM=1 LC_ALL=C
mkdir -p "$worktree"
git init -q --template= "$temp/repo"
export GIT_DIR="$temp/repo/.git" GIT_WORK_TREE="$worktree"
if [ "$before" = - ]; then sort > "$temp/before"; else sort "$before" > "$temp/before"; fi
if [ "$objects" = input ]; then
  git index-pack --stdin --fix-thin > /dev/null
else
  mkdir -p "$GIT_DIR/objects/info"
  printf '%s\\n' "$worktree/.git/objects" > "$GIT_DIR/objects/info/alternates"
fi
kept="$worktree/.git/berth-index"
if [ "$wanted" = tree ]; then
  # With its time: by that git sees which files may have changed since without looking so.
  cp -p "$worktree/.git/index" "$GIT_DIR/index"
  # Setup may have told git to look away from some files; what the agent does to them counts.
  git ls-files -z | git update-index -z --no-assume-unchanged --stdin
  git ls-files -z | git update-index -z --no-skip-worktree --stdin
elif [ "$objects" = worktree ] && [ -f "$kept" ]; then
  cp -p "$kept" "$GIT_DIR/index"
else
  git read-tree "$commit"
fi
cd "$worktree"
git -c advice.addEmbeddedRepo=false add -A --ignore-errors . 2> "$temp/errors" || {
  grep -q 'does not have a commit checked out' "$temp/errors" || { cat "$temp/errors" >&2; exit 1; }
}
git diff-index --cached --raw --no-renames --no-abbrev "$commit" | sort > "$temp/now"
tab=$(printf '\\t')
grep -E '^:[0-7]+ 160000 ' "$temp/now" | grep -vE '^:160000 ' > "$temp/nested" || true
sed -E "s/^[^$tab]*$tab/0 0000000000000000000000000000000000000000$tab/" "$temp/nested" |
  git update-index --index-info
sed -E "s/^[^$tab]*$tab/nested repository: /" "$temp/nested" >&2
if [ "$wanted" = tree ]; then
  cp -p "$GIT_DIR/index" "$kept"
  cat "$temp/now"
  exit 0
fi
comm -12 "$temp/before" "$temp/now" |
  sed -E "s/^:([0-7]+) [0-7]+ ([0-9a-f]+) [0-9a-f]+ [A-Z][0-9]*$tab/\\1 \\2$tab/" |
  git update-index --index-info
if [ "$wanted" = files ]; then
  git diff-index --cached -r -z --raw --numstat --no-renames "$commit"
else
  git diff-index --cached -p --binary --full-index --no-renames --no-color \\
    --no-ext-diff --no-textconv "$commit"
fi
`;
