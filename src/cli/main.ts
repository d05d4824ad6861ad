#!/usr/bin/env node
import { createProgram, run } from "./program.ts";

await run(createProgram(), process.argv);
