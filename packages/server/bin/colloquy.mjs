#!/usr/bin/env node
// The `colloquy` command: hands over to the program on a Node that runs it (see scripts/launch.mjs).
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../../../scripts/launch.mjs';

const program = resolve(dirname(fileURLToPath(import.meta.url)), '../src/cli/colloquy.ts');
process.exitCode = await launch(program, process.argv.slice(2));
