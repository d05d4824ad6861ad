import { formatDuration } from "../../src/publish/duration.ts";
import type { StageMessage } from "./messages.ts";
import { paintFor, type Paint } from "./paint.ts";
import { reviewAsText } from "./review-text.ts";

/** Prints what happens, a line each with a clock; on a terminal, a phase that runs ticks. */
export class Screen {
  readonly #startedAt = Date.now();
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  #running: { readonly phase: string; readonly since: number; timer: NodeJS.Timeout } | null = null;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#paint = paintFor(stream);
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
        this.#write(`\n${reviewAsText(message.review, this.#paint)}\n`);
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
    return this.#paint.apply("dim", clock);
  }

  #write(text: string): void {
    this.#stream.write(text);
  }
}
