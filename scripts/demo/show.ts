import { styleText } from "node:util";
import { formatDuration } from "../../src/publish/duration.ts";
import type { Places, ShownReview, StageMessage } from "./messages.ts";

const RULE = "─".repeat(78);

/** Prints what happens, a line each with a clock; on a terminal, a phase that runs ticks. */
export class Screen {
  readonly #startedAt = Date.now();
  readonly #stream: NodeJS.WriteStream;
  #running: { readonly phase: string; readonly since: number; timer: NodeJS.Timeout } | null = null;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(message: StageMessage): void {
    switch (message.kind) {
      case "running":
        this.#line("ready", `a local GitHub and Berth; open: ${message.places.pullRequest}`);
        break;
      case "commented":
        this.#line("comment", `${message.author}: ${message.body}`);
        break;
      case "task":
        this.#line("task", message.status);
        break;
      case "phase-started":
        this.#begin(message.phase);
        break;
      case "phase-ended":
        this.#end(message);
        break;
      case "reviewed":
        this.#line("review", message.review.html_url);
        this.#write(`\n${reviewAsText(message.review)}\n`);
        break;
      case "failed":
        this.#line("failed", message.reason);
    }
  }

  #begin(phase: string): void {
    if (!this.#stream.isTTY) return;
    const since = Date.now();
    const tick = () => this.#replace(phase, `${formatDuration(Date.now() - since)} …`);
    this.#running = { phase, since, timer: setInterval(tick, 100) };
    tick();
  }

  #end({ phase, ms, exitCode, ok }: StageMessage & { kind: "phase-ended" }): void {
    if (this.#running !== null) clearInterval(this.#running.timer);
    this.#running = null;
    const code = exitCode === null ? "" : `, exit code ${exitCode}`;
    const text = `${formatDuration(ms)}${code}${ok ? "" : ", failed"}`;
    if (this.#stream.isTTY) this.#stream.write("\r\u{1b}[2K");
    this.#line(phase, text);
  }

  #replace(subject: string, text: string): void {
    this.#stream.write(`\r\u{1b}[2K${this.#clock()}  ${subject.padEnd(13)} ${text}`);
  }

  #line(subject: string, text: string): void {
    this.#write(`${this.#clock()}  ${subject.padEnd(13)} ${text}\n`);
  }

  #clock(): string {
    const seconds = (Date.now() - this.#startedAt) / 1000;
    const minutes = Math.floor(seconds / 60);
    const clock = `${minutes}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
    return styleText("dim", clock, { stream: this.#stream });
  }

  #write(text: string): void {
    this.#stream.write(text);
  }
}

/** The review as its reader sees it on the page, in text: comments unfolded, tags gone. */
export function reviewAsText(review: ShownReview): string {
  const body = review.body
    .replace(/^<!--.*-->\n/, "")
    .replaceAll(/<summary>(.*?)<\/summary>/g, "▾ $1")
    .replaceAll(/^<\/?(?:details|sub)>\n?/gm, "")
    .replaceAll(/<\/?sub>/g, "");
  const suggestions = review.comments.map(({ path, startLine, line, body: text }) => {
    const lines = startLine === null ? `line ${line}` : `lines ${startLine} to ${line}`;
    return `${path}, ${lines}\n\n${text}`;
  });
  const parts = [`${review.author} reviewed\n\n${body}`, ...suggestions];
  return [RULE, ...parts.flatMap((part) => [part.trimEnd(), RULE])].join("\n");
}

export function keptAsText({ pullRequest, berth, dataDir, pid }: Places): string {
  return [
    "Left running, as --keep asks:",
    `  pull request   ${pullRequest}`,
    `  Berth          ${berth}/readyz`,
    `  its data       ${dataDir}`,
    `  to end it all  kill ${pid}`,
  ].join("\n");
}
