import { expect, it, test } from "vitest";
import { newTaskId } from "../task/ids.ts";
import { fence } from "./inert.ts";
import { findMarker, findReplyMarker, marker, replyMarker } from "./marker.ts";

const taskId = newTaskId();

it("is found again at the top of a body, also where line ends were changed", () => {
  expect(marker(taskId, 2)).toBe(`<!-- berth:${taskId} part=2 -->`);
  expect(findMarker(`${marker(taskId, 2)}\nHello`)).toEqual({ taskId, part: 2 });
  expect(findMarker(`${marker(taskId, 12)}\r\nHello`)).toEqual({ taskId, part: 12 });
  expect(findMarker(marker(taskId, 1))).toEqual({ taskId, part: 1 });
});

test.each([
  ["on a later line", `Hello\n${marker(taskId, 1)}`],
  ["behind a blank line", `\n${marker(taskId, 1)}`],
  ["behind a space", ` ${marker(taskId, 1)}`],
  ["inside a fence", fence(marker(taskId, 1))],
  ["with something behind it", `${marker(taskId, 1)} x`],
  ["with another id", `<!-- berth:task_e_1 part=1 -->`],
  ["with an id in capitals", `<!-- berth:task_e_${"A".repeat(32)} part=1 -->`],
  ["with part 0", `<!-- berth:${taskId} part=0 -->`],
  ["in an empty body", ""],
])("is not taken for one %s", (_, body) => {
  expect(findMarker(body)).toBeNull();
});

it("of a reply says what is answered, and is no marker of a task", () => {
  expect(replyMarker("comment:123")).toBe("<!-- berth:reply to=comment:123 -->");
  expect(findReplyMarker(`${replyMarker("review-comment:123")}\nHello`)).toBe("review-comment:123");
  expect(findReplyMarker(`Hello\n${replyMarker("comment:123")}`)).toBeNull();
  expect(findReplyMarker(marker(taskId, 1))).toBeNull();
  expect(findMarker(replyMarker("comment:123"))).toBeNull();
});
