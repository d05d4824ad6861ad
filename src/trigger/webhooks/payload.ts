import { z } from "zod";
import { githubId } from "../mention-request.ts";

/** The parts of a delivery that the app reads; whatever else it has is left alone. */
export const repositoryPart = z.object({
  id: githubId,
  name: z.string(),
  owner: z.object({ login: z.string() }),
});

export const userPart = z.object({ login: z.string(), id: githubId, type: z.string() });

export const installationPart = z.object({ id: githubId });

/** What every delivery about somebody's words has. */
export const wordsEnvelope = z.object({
  repository: repositoryPart,
  installation: installationPart,
  sender: userPart,
});

/** A comment, review or issue: who wrote what, when. */
export const wordsPart = z.object({
  id: githubId,
  body: z.string().nullable(),
  user: userPart.nullable(),
  performed_via_github_app: z.unknown().optional(),
});
