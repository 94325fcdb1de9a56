// The whole test run, in one command: format and lint, types, unused code, then every test. Ends with a list of
// what was skipped, by name, and one line that counts. `--check` stops before the tests; other arguments go to
// vitest as file filters.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const report = resolve(root, 'node_modules/.cache/colloquy/test-report.json');

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function run(title: string, script: string, ...args: string[]): boolean {
  const began = performance.now();
  console.log(`\n== ${title}`);
  const { status } = spawnSync(process.execPath, [resolve(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  console.log(
    `== ${title}: ${status === 0 ? 'passed' : 'failed'} in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

function check(): boolean {
  return [
    run('format and lint', '@biomejs/biome/bin/biome', 'ci', '.'),
    run('types', 'typescript/bin/tsc', '-p', 'tsconfig.json'),
    run('types of the web page', 'typescript/bin/tsc', '-p', 'packages/web/tsconfig.json'),
    run('unused code', 'knip/bin/knip.js'),
  ].every(Boolean);
}

function test(filters: readonly string[]): boolean {
  mkdirSync(resolve(report, '..'), { recursive: true });
  const passed = run(
    'tests',
    'vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
    ...filters,
  );
  const files = (JSON.parse(readFileSync(report, 'utf8')) as Report).testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const skipped = tests.filter((item) => !['passed', 'failed'].includes(item.status));
  for (const item of skipped) console.log(`skipped: ${item.fullName}`);
  const count = (status: string): number => tests.filter((item) => item.status === status).length;
  console.log(
    `${count('passed')} passed, ${count('failed') + broken.length} failed, ${skipped.length} skipped`,
  );
  if (skipped.length > 0 && process.env.COLLOQUY_NO_SKIP === '1') {
    console.log('COLLOQUY_NO_SKIP=1 is set, and tests were skipped: install what they need.');
    return false;
  }
  return passed;
}

const args = process.argv.slice(2);
const checked = check();
const tested = args.includes('--check') || test(args.filter((item) => !item.startsWith('--')));
process.exitCode = checked && tested ? 0 : 1;
