/** A full commit id: 40 lower-case hexadecimal digits. */
export type CommitId = string & { readonly brand: "CommitId" };

const COMMIT_ID = /^[0-9a-f]{40}$/;

export function isCommitId(text: string): text is CommitId {
  return COMMIT_ID.test(text);
}

/** For ids from an outside that must send full ones; anything else is its fault. */
export function commitId(text: string): CommitId {
  if (!isCommitId(text)) throw new TypeError(`Expected a commit id of 40 hex digits: ${text}`);
  return text;
}
