import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where nginx is installed; undefined when it is not. Where nothing may be skipped, as in CI, its lack is an error. */
export function findNginx(): string | undefined {
  const folders = ['/usr/sbin', ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path));
  if (found === undefined && process.env.COLLOQUY_NO_SKIP === '1') throw new Error('nginx is missing.');
  return found;
}

export interface Nginx {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts an nginx as it comes, with compression for every type of content switched on, in front of `upstream`.
 * @param location further directives for the way to it
 */
export async function startNginx(program: string, upstream: string, location = ''): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'colloquy-nginx-'));
  const port = await freePort();
  await mkdir(join(folder, 'logs'));
  await writeFile(join(folder, 'nginx.conf'), configuration(port, upstream, location));
  const words = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'logs/error.log')];
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await answers(port, child);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, upstream: string, location: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    daemon off;
    master_process off;
    pid nginx.pid;
    events { worker_connections 256; }
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${name};`).join('\n')}
      gzip on;
      gzip_proxied any;
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass ${upstream};
          ${location}
        }
      }
    }`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when something accepts connections on the port. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  let trouble = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    trouble += text;
  });
  while (child.exitCode === null) {
    if (await accepts(port)) return;
  }
  throw new Error(`nginx ended: ${trouble}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(resolve, 10, false));
  });
}
