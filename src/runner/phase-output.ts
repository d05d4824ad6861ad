import type { PhaseName } from "../task/phase.ts";
import type { OutputExcerpt, PhaseOutput } from "../task/report.ts";
import type { OutputStream } from "../task/work-log.ts";
import { OutputLines } from "./output-lines.ts";
import type { WorkLogWriter } from "./work-log-writer.ts";

/** What a phase prints goes to the work log up to here; what comes later is counted. */
const LIVE_BYTES = 1024 * 1024;
/** What an event costs beyond its text: a program can write a byte at a time, on two streams. */
const EVENT_BYTES = 64;
/** Of what came later, the end is kept, since that is where the reason of a failure stands. */
const TAIL_BYTES = 64 * 1024;
/** Lines of a phase in the review's work log. */
const OF_PHASE = { first: 0, last: 30 };
/** Lines of one command, for where it fails: what is wrong may stand far from the end. */
const OF_COMMAND = { first: 20, last: 200 };

/** Takes in what one phase prints, whatever the amount, in bounded memory. */
export class PhaseOutputCollector {
  readonly #phase: PhaseName;
  readonly #attempt: number;
  readonly #log: WorkLogWriter;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #commands: PhaseOutput["commands"][number][] = [];
  readonly #lines = new OutputLines(OF_PHASE);
  #linesOfCommand = new OutputLines(OF_COMMAND);
  #commandEnded = false;
  readonly #tail = new Tail();
  #liveBytes = 0;

  constructor(phase: PhaseName, attempt: number, log: WorkLogWriter) {
    this.#phase = phase;
    this.#attempt = attempt;
    this.#log = log;
  }

  add(stream: OutputStream, chunk: Uint8Array): void {
    const text = this.#decoders[stream].decode(chunk, { stream: true });
    if (text === "") return;
    if (this.#commandEnded) this.#linesOfCommand = new OutputLines(OF_COMMAND);
    this.#commandEnded = false;
    this.#linesOfCommand.add(text);
    this.#lines.add(text);
    if (this.#liveBytes < LIVE_BYTES) {
      this.#liveBytes += chunk.length + EVENT_BYTES;
      this.#log.add(this.#attempt, { type: "output", phase: this.#phase, stream, text });
    } else {
      this.#tail.add(text);
    }
  }

  addCommand(command: string, exitCode: number | null, ms: number): void {
    if (this.#commandEnded) this.#linesOfCommand = new OutputLines(OF_COMMAND);
    this.#commandEnded = true;
    const rounded = Math.round(ms);
    this.#commands.push({ command, exitCode, ms: rounded });
    this.#log.add(this.#attempt, {
      type: "command",
      phase: this.#phase,
      command,
      exitCode,
      ms: rounded,
    });
  }

  /** Of the command that ended last. */
  excerpt(): OutputExcerpt {
    return this.#linesOfCommand.excerpt();
  }

  /** Says what was cut, and adds the end of it. Call once, when the phase is over. */
  close(): PhaseOutput {
    const { text, leftOutChars } = this.#tail.end();
    if (leftOutChars > 0) {
      const cut = `${leftOutChars.toLocaleString("en")} characters of output are left out here: the first and the last of a phase are kept.`;
      this.#log.add(this.#attempt, { type: "notice", phase: this.#phase, text: cut });
    }
    if (text !== "") {
      const entry = { type: "output", phase: this.#phase, stream: "stdout", text } as const;
      this.#log.add(this.#attempt, entry);
    }
    const { last: lastLines, leftOut: linesBefore } = this.#lines.excerpt();
    return {
      phase: this.#phase,
      attempt: this.#attempt,
      commands: this.#commands,
      lastLines,
      linesBefore,
    };
  }
}

/** The end of a text of any length. */
class Tail {
  #parts: string[] = [];
  #chars = 0;
  #kept = 0;

  add(text: string): void {
    this.#parts.push(text);
    this.#chars += text.length;
    this.#kept += text.length;
    while (this.#kept - (this.#parts[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#kept -= this.#parts.shift()?.length ?? 0;
    }
  }

  end(): { readonly text: string; readonly leftOutChars: number } {
    const text = this.#parts.join("").slice(-TAIL_BYTES);
    return { text, leftOutChars: this.#chars - text.length };
  }
}
