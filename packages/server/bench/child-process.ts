// Programs of a benchmark that run as processes of their own, and how their figures are asked for.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

type Handler = (argument: never) => unknown;

interface Call {
  readonly number: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly number: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A program of this folder in a process of its own. */
export interface BenchProcess {
  readonly pid: number;
  call<Result>(name: string, argument?: unknown): Promise<Result>;
  stop(): Promise<void>;
}

/** Starts a file of this folder that ends in {@link serveCalls}. */
export async function startBenchProcess(file: string): Promise<BenchProcess> {
  const child = fork(join(import.meta.dirname, file), {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  await once(child, 'spawn');
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  child.on('message', (reply: Reply) => {
    const waiter = waiting.get(reply.number);
    waiting.delete(reply.number);
    if (reply.error === undefined) waiter?.resolve(reply.result);
    else waiter?.reject(new Error(reply.error));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended before it had answered.`));
  });
  return {
    pid: child.pid ?? 0,
    call<Result>(name: string, argument?: unknown) {
      const waiter = Promise.withResolvers<unknown>();
      waiting.set(++calls, waiter);
      child.send({ number: calls, name, argument } satisfies Call);
      return waiter.promise as Promise<Result>;
    },
    stop: () => end(child),
  };
}

/** Answers the calls of the process that started this one; ends with it. */
export function serveCalls(handlers: Readonly<Record<string, Handler>>): void {
  process.on('message', async ({ number, name, argument }: Call) => {
    let reply: Reply;
    try {
      reply = { number, result: await handlers[name]?.(argument as never) };
    } catch (error) {
      reply = { number, error: String(error) };
    }
    process.send?.(reply);
  });
  process.on('disconnect', () => process.exit());
}

/** Ends a child and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
