#!/usr/bin/env node
import { requireNode } from "./node-version.ts";

requireNode(process.versions.node);
// Read only now: an older Node may not know what is written in it.
const { createProgram, run } = await import("./program.ts");
await run(createProgram(), process.argv);
