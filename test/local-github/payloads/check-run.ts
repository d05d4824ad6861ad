import { pullsOfCommit, type Annotation, type CheckRun, type CheckSuite } from "../state/checks.ts";
import type { World } from "../state/world.ts";
import { appJson } from "./app.ts";
import type { JsonObject } from "./json.ts";
import { minimalPullRequestJson } from "./pull-request.ts";

export function checkRunJson(world: World, run: CheckRun): JsonObject {
  const { links, app } = world;
  const { repository, sha } = run.suite;
  const url = `${links.api(repository)}/check-runs/${run.id}`;
  const page = `${links.page(repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: sha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: appJson(links, app),
    pull_requests: pullsOfCommit(run.suite).map((pull) => minimalPullRequestJson(world, pull)),
  };
}

/** In events the suite comes whole. */
export function checkSuiteJson(world: World, suite: CheckSuite): JsonObject {
  const { links, app } = world;
  const pulls = pullsOfCommit(suite);
  return {
    id: suite.id,
    node_id: suite.nodeId,
    head_branch: pulls[0]?.head.ref ?? null,
    head_sha: suite.sha,
    status: "queued",
    conclusion: null,
    url: `${links.api(suite.repository)}/check-suites/${suite.id}`,
    before: null,
    after: suite.sha,
    pull_requests: pulls.map((pull) => minimalPullRequestJson(world, pull)),
    app: appJson(links, app),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
  };
}

export function annotationJson(world: World, run: CheckRun, annotation: Annotation): JsonObject {
  const { repository, sha } = run.suite;
  return {
    path: annotation.path,
    blob_href: `${world.links.page(repository)}/blob/${sha}/${encodeURI(annotation.path)}`,
    start_line: annotation.start_line,
    start_column: annotation.start_column ?? null,
    end_line: annotation.end_line,
    end_column: annotation.end_column ?? null,
    annotation_level: annotation.annotation_level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.raw_details ?? null,
  };
}
