import { createCheckRun, updateCheckRun, type CheckRunChange } from "../actions/checks.ts";
import { needs } from "../auth/needs.ts";
import { resolveCommit } from "../git/bare-repository.ts";
import type { Call } from "../http/call.ts";
import { refused } from "../http/errors.ts";
import { pageOf } from "../http/pages.ts";
import { created, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { annotationJson, checkRunJson } from "../payloads/check-run.ts";
import type { CheckRun } from "../state/checks.ts";
import { checkRunOf } from "./find.ts";

const READ = needs("checks", "read");
const WRITE = needs("checks", "write");
const RUNS = "/repos/{owner}/{repo}/check-runs";

export const checkRoutes: readonly Route[] = [
  repositoryRoute(`POST ${RUNS}`, WRITE, postCheckRun),
  repositoryRoute(`GET ${RUNS}/{check_run_id}`, READ, (call) =>
    ok(checkRunJson(call.world, checkRunOf(call))),
  ),
  repositoryRoute(`PATCH ${RUNS}/{check_run_id}`, WRITE, patchCheckRun),
  repositoryRoute(`GET ${RUNS}/{check_run_id}/annotations`, READ, listAnnotations),
  repositoryRoute("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", READ, listForRef),
];

async function postCheckRun(call: Call): Promise<Reply> {
  const { world, repository } = call;
  const {
    head_sha: sha,
    ...change
  }: CheckRunChange & { readonly name: string; readonly head_sha: string } = JSON.parse(call.json);
  const json = checkRunJson(world, await createCheckRun(world, repository, sha, change));
  return created(json, String(json["url"]));
}

function patchCheckRun(call: Call): Reply {
  const run = checkRunOf(call);
  const change: CheckRunChange = JSON.parse(call.json);
  updateCheckRun(call.world, run, change);
  return ok(checkRunJson(call.world, run));
}

function listAnnotations(call: Call): Reply {
  const run = checkRunOf(call);
  const { items, headers } = pageOf(call, run.annotations);
  return ok(
    items.map((annotation) => annotationJson(call.world, run, annotation)),
    headers,
  );
}

async function listForRef(call: Call): Promise<Reply> {
  call.refuseFilters("app_id");
  const { world, repository, query } = call;
  const ref = call.param("ref");
  const sha = await resolveCommit(repository.folder, ref);
  if (sha === undefined) throw refused(`No commit found for SHA: ${ref}`);
  const [name, status] = [query.get("check_name"), query.get("status")];
  const runs = repository.checkRuns.filter(
    (run) =>
      run.suite.sha === sha &&
      (name === null || run.name === name) &&
      (status === null || run.status === status),
  );
  const wanted = query.get("filter") === "all" ? runs : latestOf(runs);
  const { items, headers } = pageOf(call, wanted.toReversed());
  const check_runs = items.map((run) => checkRunJson(world, run));
  return ok({ total_count: wanted.length, check_runs }, headers);
}

/** Of several runs of one name the last one counts. */
function latestOf(runs: readonly CheckRun[]): CheckRun[] {
  return [...new Map(runs.map((run) => [run.name, run])).values()];
}
