import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openConnection } from './connection.ts';
import { toFailure } from './failure.ts';
import { migrate } from './migrate.ts';
import type { Operations } from './operations.ts';
import { type GroupResult, TaskRunner } from './task-runner.ts';
import type { ThreadReply, ThreadRequest, ThreadSetup } from './thread-messages.ts';

/** The entry of a database thread: opens the file, says so, then answers groups of tasks in their order. */
async function main(port: MessagePort, setup: ThreadSetup): Promise<void> {
  const reply = (message: ThreadReply): void => port.postMessage(message);
  let opened: { readonly database: DatabaseSync; readonly runner: TaskRunner };
  try {
    opened = await open(setup);
  } catch (error) {
    reply({ opened: false, failure: toFailure(error) });
    port.close();
    return;
  }
  const { database, runner } = opened;
  port.on('message', (request: ThreadRequest) => {
    if ('close' in request) {
      database.close();
      port.close();
    } else {
      answer(port, runner.run(request.tasks));
    }
  });
  reply({ opened: true });
}

async function open(setup: ThreadSetup): Promise<{ database: DatabaseSync; runner: TaskRunner }> {
  const database = openConnection(setup.path, setup.role);
  try {
    if (setup.role === 'writer') migrate(database, setup.migrations);
    const operations = await loadOperations(setup.operationModules);
    const { role, workerData: data } = setup;
    const runner = new TaskRunner({ database, role, state: new Map(), workerData: data }, operations);
    return { database, runner };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function loadOperations(modules: readonly string[]): Promise<Operations> {
  const loaded = await Promise.all(modules.map((url) => import(url) as Promise<{ operations: Operations }>));
  return Object.assign({}, ...loaded.map((module) => module.operations));
}

function answer(port: MessagePort, { outcomes, transfer }: GroupResult): void {
  try {
    port.postMessage({ outcomes } satisfies ThreadReply, transfer);
  } catch (error) {
    // An output that cannot be cloned: a mistake of its operation, which must not leave the callers waiting.
    const failure = toFailure(error);
    port.postMessage({ outcomes: outcomes.map(() => ({ ok: false, failure })) } satisfies ThreadReply);
  }
}

if (parentPort !== null) await main(parentPort, workerData as ThreadSetup);
