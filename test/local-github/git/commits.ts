import { gitText } from "./run.ts";

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface NewCommit {
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer?: Person;
}

export const NO_COMMIT = "0".repeat(40);

export function commitTree(folder: string, commit: NewCommit, tree: string): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ["-p", parent]);
  return gitText(folder, ["commit-tree", tree, ...parents, "-F", "-"], {
    input: commit.message,
    env: identityOf(commit),
  });
}

function identityOf({ author, committer = author }: NewCommit): NodeJS.ProcessEnv {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: author.date,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: committer.date,
  };
}

export function writeBlob(folder: string, content: string | Uint8Array): Promise<string> {
  return gitText(folder, ["hash-object", "-w", "--stdin"], { input: content });
}

/** The tree with nothing in it, which every repository knows. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
