import { z } from "zod";

/** GitHub's own rules for names; whatever fits can stand in a path of a sandbox and in a URL. */
const ownerName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_])?$/);
const repositoryName = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}$/)
  .refine((name) => name !== "." && name !== "..");
export const githubId = z.int().positive();

/** Somebody's words that call the app, as a delivery brought them; what the job is made of. */
export const mentionRequest = z.object({
  installationId: githubId,
  repository: z.object({ id: githubId, owner: ownerName, name: repositoryName }),
  thread: z.object({ kind: z.enum(["issue", "pull-request"]), number: githubId }),
  author: z.object({ login: z.string().min(1).max(100), id: githubId }),
  /** Hostile text. */
  body: z.string().max(1_000_000),
  /** When it was written, by GitHub's clock. */
  writtenAt: z.iso.datetime(),
  source: z.object({
    kind: z.enum(["issue", "issue-comment", "review-comment", "review"]),
    id: githubId,
  }),
});
export type MentionRequest = z.infer<typeof mentionRequest>;
