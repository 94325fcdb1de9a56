import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finished, runColloquy, startColloquy } from './spawn-colloquy.ts';

let folder: string;
let pages: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'colloquy-cli-'));
  pages = join(folder, 'pages');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(pages);
  await writeFile(
    join(pages, 'leave.md'),
    '# Leave\n\nYou can carry over a maximum of 240 annual leave hours.\nAward leave expires one year after it is issued.\n',
  );
  await writeFile(join(pages, 'badges.md'), '# Badges\n\nNew badges are processed every Wednesday.\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('colloquy', () => {
  it('explains itself', async () => {
    const overview = await runColloquy(['--help']);
    expect(overview).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['start', 'ingest', 'ask', 'config', 'doctor']) {
      expect(overview.stdout).toContain(word);
      expect((await runColloquy([word, '--help'])).stdout).toContain(`Usage: colloquy ${word}`);
    }
  });

  it('ends with 2 and a sentence when it is not understood', async () => {
    expect(await runColloquy(['dance'])).toMatchObject({
      code: 2,
      stderr: 'colloquy: There is no command "dance". See colloquy --help.\n',
    });
    expect((await runColloquy(['ask'])).stderr).toContain('Put a question behind ask');
    expect(await runColloquy(['ask', 'x', '--nonsense'])).toMatchObject({ code: 2 });
    expect(await runColloquy(['start', '--port', 'many'])).toMatchObject({ code: 2 });
    expect(
      await runColloquy(['ingest', join(folder, 'missing'), '--data', join(folder, 'data')]),
    ).toMatchObject({ code: 2 });
  });

  it('prints the configuration with its origins and without secrets', async () => {
    const { stdout } = await runColloquy(['config', '--port', '1234'], {
      COLLOQUY_CHAT_KEY: 'sk-secret',
      COLLOQUY_HOST: '127.0.0.2',
    });
    expect(stdout).toMatch(/port\s+1234\s+--port/);
    expect(stdout).toMatch(/host\s+127\.0\.0\.2\s+COLLOQUY_HOST/);
    expect(stdout).toMatch(/drainSeconds\s+8\s+default/);
    expect(stdout).not.toContain('sk-secret');
  });

  it('asks a folder, without a server, and reads it once', async () => {
    const data = join(folder, 'data-ask');
    const words = [
      'ask',
      'How many hours of annual leave can I carry over?',
      '--documents',
      pages,
      '--data',
      data,
      '--json',
    ];
    const first = await runColloquy(words);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const result = JSON.parse(first.stdout);
    expect(Object.keys(result)).toEqual([
      'question',
      'answer',
      'finishReason',
      'model',
      'citations',
      'sources',
      'usage',
      'milliseconds',
    ]);
    expect(result.citations[0]).toMatchObject({ documentName: 'leave.md' });
    expect(result.citations[0].quote).toContain('maximum of 240 annual leave hours');
    expect(result.answer).toContain(`[ID:${result.citations[0].marker}]`);
    expect(Object.keys(result.milliseconds)).toEqual([
      'understand',
      'retrieve',
      'compose',
      'generate',
      'total',
    ]);
    const again = await runColloquy([
      'ask',
      'On which day are badges processed?',
      '--documents',
      pages,
      '--data',
      data,
    ]);
    expect(again.stdout).toContain('every Wednesday');
    expect(again.stdout).toContain('Sources');
    expect((await runColloquy(['doctor', '--data', data])).code).toBe(0);
  });

  it('ends with 4 when nothing is found', async () => {
    const words = [
      'ask',
      'Who won the chess championship in Reykjavik?',
      '--documents',
      pages,
      '--data',
      join(folder, 'data-ask'),
    ];
    expect(await runColloquy(words)).toMatchObject({ code: 4 });
  });

  it('ingests through a running server, and says how each file ended', async () => {
    const data = join(folder, 'data-server');
    const server = await startColloquy(data);
    await writeFile(join(pages, 'picture.bin'), new Uint8Array([0, 1, 2, 3, 255, 254]));
    const { stdout, code } = await runColloquy(['ingest', pages, '--data', data]);
    await rm(join(pages, 'picture.bin'));
    expect(stdout).toMatch(/ready\s+leave\.md/);
    expect(stdout).toMatch(/failed\s+picture\.bin/);
    expect(code).toBe(1);
    expect((await runColloquy(['ingest', join(pages, '*.md'), '--data', data])).stdout).toContain(
      '0 ready, 2 unchanged, 0 failed',
    );
    expect(
      (await runColloquy(['ask', 'When does award leave expire?', '--base', 'Library', '--data', data]))
        .stdout,
    ).toContain('one year after it is issued');
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });

  it('reads what can be read of a folder, and says what cannot', async () => {
    const { symlink, mkdir } = await import('node:fs/promises');
    const mixed = join(folder, 'mixed');
    await mkdir(mixed);
    await writeFile(join(mixed, 'badges.md'), 'New badges are processed every Wednesday.\n');
    // A name that is not UTF-8 is listed as one that does not exist.
    await writeFile(
      Buffer.concat([Buffer.from(`${mixed}/odd`), Buffer.from([0xff]), Buffer.from('.md')]),
      'x',
    );
    await symlink(mixed, join(mixed, 'loop'));
    const data = join(folder, 'data-mixed');
    const asked = ['ask', 'When are new badges processed?', '--documents', mixed, '--data', data];
    const answer = await runColloquy(asked);
    expect(answer.stdout).toContain('Wednesday');
    expect(answer.stderr).toContain('left out odd');
    expect(answer.code).toBe(0);
    const { stdout, code } = await runColloquy(['ingest', mixed, '--data', data]);
    expect(stdout).toMatch(/ready\s+badges\.md/);
    expect(stdout).toMatch(/failed\s+odd.*UTF-8/);
    expect(code).toBe(1);
    expect((await stat(join(data, 'colloquy.db'))).mode & 0o077).toBe(0);
  });

  it('takes the earlier messages of a conversation from a file', async () => {
    const history = join(folder, 'history.json');
    await writeFile(
      history,
      JSON.stringify([
        { role: 'user', content: 'When does award leave expire?' },
        { role: 'assistant', content: 'After one year.' },
      ]),
    );
    const words = [
      'ask',
      'And how many annual hours carry over?',
      '--documents',
      pages,
      '--data',
      join(folder, 'data-ask'),
    ];
    expect((await runColloquy([...words, '--history', history])).stdout).toContain('240');
    await writeFile(history, '{"role": "user"}');
    expect(await runColloquy([...words, '--history', history])).toMatchObject({ code: 2 });
  });
});

describe('colloquy start', () => {
  it('says in one sentence that the folder is held, and by whom', async () => {
    const data = join(folder, 'data-lock');
    const server = await startColloquy(data);
    const second = await runColloquy(['start', '--data', data, '--port', '0']);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(String(server.child.pid));
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    server.child.kill('SIGKILL');
    await server.ended;
    const third = await startColloquy(data);
    third.child.kill('SIGTERM');
    expect((await third.ended).code).toBe(0);
  });

  it('says in one sentence that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await runColloquy([
      'start',
      '--data',
      join(folder, 'data-port'),
      '--port',
      String(port),
    ]);
    other.close();
    expect(code).toBe(3);
    expect(stderr).toBe(
      `colloquy: Port ${port} on 127.0.0.1 is taken by another program. Choose another with --port.\n`,
    );
  });

  it('ends when the folder was written with another secret', async () => {
    const data = join(folder, 'data-secret');
    const server = await startColloquy(data);
    server.child.kill('SIGTERM');
    await server.ended;
    await writeFile(join(data, 'secret.key'), 'f'.repeat(64));
    const { code, stderr } = await runColloquy(['start', '--port', '0', '--data', data]);
    expect(code).toBe(1);
    expect(stderr).toContain('secret');
  });

  it('says in one sentence that the folder cannot be used', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const { code, stderr } = await runColloquy(['start', '--data', file, '--port', '0']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `colloquy: The data folder ${file} is a file, or lies below one. Choose another with --data.\n`,
    );
  });

  it('works in a folder whose path has spaces and letters of every kind', async () => {
    const data = join(folder, "Ada's Daten 文档 #1 100%?");
    const { stdout, stderr, code } = await runColloquy(['ingest', join(pages, 'leave.md'), '--data', data]);
    expect({ stdout, stderr, code }).toMatchObject({
      stdout: expect.stringContaining('1 ready'),
      stderr: '',
      code: 0,
    });
    const asked = await runColloquy(['ask', 'When does award leave expire?', '--data', data]);
    expect(asked.stdout).toContain('one year after it is issued');
  });

  it.skipIf(!existsSync('/proc/self'))('ends at once where no folder can be made', async () => {
    const words = ['start', '--port', '0', '--data', '/proc/colloquy/data'];
    const { code, stderr } = await runColloquy(words);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'colloquy: The data folder /proc/colloquy/data cannot be made: there is no place for folders. Choose another with --data.\n',
    );
  });

  it('ends in order when a terminal interrupts launcher and server together', async () => {
    const server = await startColloquy(join(folder, 'data-interrupt'));
    server.child.kill('SIGINT');
    server.child.kill('SIGINT');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });

  it('ends with the program that launched it', async () => {
    const { spawn } = await import('node:child_process');
    const launcher = join(import.meta.dirname, '../../../scripts/launch.mjs');
    const program = join(import.meta.dirname, '../src/cli/colloquy.ts');
    const data = join(folder, 'data-lifeline');
    const child = spawn(process.execPath, [launcher, program, 'start', '--data', data, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((done) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const match = /http:\/\/[^\s/]+/.exec(text);
        if (match) done(match[0]);
      });
    });
    const ended = finished(child);
    child.kill('SIGKILL');
    await ended;
    await expect
      .poll(
        () =>
          fetch(`${url}/healthz`).then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 20_000 },
      )
      .toBe('down');
  });
});
