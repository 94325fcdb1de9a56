import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const web = join(root, 'packages/web');
const dist = join(web, 'dist');

/** Whatever the page is made of. The lock file stands for the packages in it. */
const SOURCES = [
  'packages/web/src',
  'packages/web/public',
  'packages/web/index.html',
  'packages/web/vite.config.ts',
  'packages/web/pdf-files.ts',
  'packages/client/src',
  'packages/protocol/src',
  'package-lock.json',
  'scripts/build-web.ts',
] as const;

/**
 * Builds the page into packages/web/dist unless what is there was made from these very sources. The new build
 * replaces the old one in one step, so that a running server never serves half of it.
 * @returns the folder to serve, and whether it had to be built
 * @throws Error with the bundler's own words when the sources do not compile
 */
export async function buildWeb(): Promise<{ readonly directory: string; readonly built: boolean }> {
  const hash = await hashOfSources();
  const standing = await readFile(join(dist, '.hash'), 'utf8').catch(() => undefined);
  if (standing === hash) return { directory: dist, built: false };
  const started = performance.now();
  const fresh = join(web, `.dist-${process.pid}`);
  try {
    await runVite(fresh);
    await writeFile(join(fresh, '.hash'), hash);
    await replaceDist(fresh, hash);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  console.log(`Built the page in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return { directory: dist, built: true };
}

/** Two processes may build at once; either result will do. */
async function replaceDist(fresh: string, hash: string): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist).catch(async (error: unknown) => {
    const other = await readFile(join(dist, '.hash'), 'utf8').catch(() => undefined);
    if (other !== hash) throw error;
  });
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesOf(join(root, source))) {
      if (/\.test\.tsx?$/.test(file)) continue;
      hash
        .update(relative(root, file))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** The path itself for a file, all files below it for a folder, in a fixed order. */
async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** In a process of its own: the bundler's memory is gone when the server begins to serve. */
async function runVite(outDir: string): Promise<void> {
  const manifest = createRequire(join(web, 'package.json')).resolve('vite/package.json');
  const entry = join(dirname(manifest), 'bin/vite.js');
  const options = ['build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  // A test runner's NODE_ENV would make it a development build.
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [entry, ...options], {
    cwd: web,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((done, fail) => child.on('close', done).on('error', fail));
  if (code !== 0) throw new Error(`The page could not be built:\n${output.trim()}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { built } = await buildWeb();
  if (!built) console.log('The page is up to date.');
}
