import type { Route } from "../http/route.ts";
import { appRoutes } from "./app.ts";
import { checkRoutes } from "./checks.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { gitDataRoutes } from "./git-data.ts";
import { installationRoutes } from "./installation.ts";
import { issueCommentRoutes } from "./issue-comments.ts";
import { issueRoutes } from "./issues.ts";
import { pullRoutes } from "./pulls.ts";
import { reactionRoutes } from "./reactions.ts";
import { refRoutes } from "./refs.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewCommentRoutes } from "./review-comments.ts";
import { reviewRoutes } from "./reviews.ts";

/** Everything that is served; `openapi/operations.ts` names the same, and a test compares them. */
export const ROUTES: readonly Route[] = [
  ...appRoutes,
  ...checkRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...deliveryRoutes,
  ...gitDataRoutes,
  ...installationRoutes,
  ...issueCommentRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...reactionRoutes,
  ...refRoutes,
  ...repositoryRoutes,
  ...reviewCommentRoutes,
  ...reviewRoutes,
];
