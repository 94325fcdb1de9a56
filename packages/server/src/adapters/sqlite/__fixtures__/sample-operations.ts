import { AppError } from '../../../domain/errors.ts';
import type { Operation, Operations } from '../operations.ts';

const insert: Operation<{ id: string }, string> = ({ database, role }, { id }) => {
  database.prepare('insert into items (id, value) values (?, 1)').run(id);
  return { output: role };
};

const has: Operation<{ id: string }, boolean> = ({ database }, { id }) => ({
  output: database.prepare('select 1 from items where id = ?').get(id) !== undefined,
});

/** Operations for the tests of the threads. */
export const operations: Operations = {
  'sample.insert': insert,
  'sample.has': has,
  'sample.insertAndFail': (context, input: { id: string }) => {
    insert(context, input);
    throw new AppError('too-large', 'Too much.');
  },
  'sample.greet': ({ workerData }) => ({ output: (workerData as { greeting: string }).greeting }),
  'sample.transfer': (_context, length: number) => {
    const output = Float32Array.from({ length }, (_, n) => n);
    return { output, transfer: [output.buffer] };
  },
  'sample.die': () => process.exit(3),
};
