// Runs a TypeScript file on Node 24, whatever Node started this one (18 or newer).
//
//   node scripts/launch.mjs FILE [ARGUMENT...]
//
// Plain JavaScript without dependencies, because it must work before anything else does. The Node 24 binary is
// started directly, never through `npm exec`: npm would leave the server behind, with its port and its lock, when it
// is killed. A pipe on descriptor 3 tells the child that this process is gone, however it went (see lifeline.mjs).
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_VERSION = '24.21.0';
const OLDEST = [24, 12];
const here = dirname(fileURLToPath(import.meta.url));
const cacheFolder = resolve(here, '../node_modules/.cache/colloquy');
const cache = join(cacheFolder, 'node-path');

/** The path of a Node that runs TypeScript as it is: this one, the one found last time, or npm's. */
export function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath;
  if (existsSync(cache)) {
    const [version, path] = readFileSync(cache, 'utf8').split('\n');
    if (version === NODE_VERSION && existsSync(path)) return path;
  }
  const path = fetchNode();
  mkdirSync(dirname(cache), { recursive: true });
  writeFileSync(cache, `${NODE_VERSION}\n${path}\n`);
  return path;
}

function fetchNode() {
  process.stderr.write(`Getting Node ${NODE_VERSION} from the package registry (once)\n`);
  const asked = ['exec', '--yes', `--package=node@${NODE_VERSION}`, '--', 'node', '-p', 'process.execPath'];
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, ...asked]] : ['npm', asked];
  try {
    // In a folder of its own: npm must not take this project's workspaces into account.
    const output = execFileSync(command, args, {
      cwd: here,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const path = output.trim().split('\n').at(-1);
    if (existsSync(path)) return path;
  } catch {
    // Falls through to the sentence below.
  }
  process.stderr.write(
    `Colloquy needs Node ${OLDEST.join('.')} or newer, and npm could not fetch it. Install Node 24 and try again.\n`,
  );
  process.exit(1);
}

/**
 * Starts `file` on Node 24 with this process's streams; resolves with the exit code. What Node has compiled is kept
 * beside the packages: later starts are faster, and no thread needs the type stripper in its memory.
 */
export function launch(file, args) {
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--import',
    pathToFileURL(join(here, 'lifeline.mjs')).href,
  ];
  const child = spawn(findNode(), [...flags, resolve(file), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { NODE_COMPILE_CACHE: join(cacheFolder, 'compiled'), ...process.env, COLLOQUY_LIFELINE: '3' },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  return new Promise((done) => {
    child.on('error', (error) => {
      process.stderr.write(`Could not start ${child.spawnfile}: ${error.message}\n`);
      done(1);
    });
    child.on('exit', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) {
    process.stderr.write('Usage: node scripts/launch.mjs FILE [ARGUMENT...]\n');
    process.exit(2);
  }
  process.exitCode = await launch(file, args);
}
