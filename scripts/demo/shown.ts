import type { Store } from "../../src/store/store.ts";
import type { Task } from "../../src/task/task.ts";
import type { ShownReview, ShownTask } from "./messages.ts";
import type { Stand } from "./pull-request.ts";

/** The pull request's last review, with the lines that its suggestions would replace. */
export function shownReview({ repository, number, files }: Stand, url: string): ShownReview {
  const review = repository.pullRequest(number).reviews.at(-1);
  if (review === undefined) throw new Error("No review was posted.");
  return {
    id: review.id,
    html_url: `${url}/${repository.fullName}/pull/${number}#pullrequestreview-${review.id}`,
    author: review.author.login,
    body: review.body,
    comments: review.comments.map(({ body, place: { path, startLine, line } }) => ({
      path,
      startLine,
      line,
      body,
      replaced: (files[path] ?? "").split("\n").slice((startLine ?? line) - 1, line),
    })),
  };
}

export async function shownTask({ tasks }: Store, { id }: Task): Promise<ShownTask> {
  const task = await tasks.get(id);
  const phases = await tasks.phases(id);
  return {
    id,
    outcome: task?.outcome ?? null,
    started_from: task?.startedFrom ?? null,
    phases: phases.map(({ name, ms }) => ({ name, ms })),
  };
}
