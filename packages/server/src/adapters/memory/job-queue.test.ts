import { describeJobQueue } from '../../../test/contracts/job-queue.ts';
import { createMemoryJobQueue } from './job-queue.ts';

describeJobQueue('jobs in memory', async () => {
  const queue = createMemoryJobQueue();
  return { queue, close: () => queue.stop() };
});
