import { tasks } from '../../workers/tasks.ts';
import { serveTasks } from './serve-tasks.ts';

/** Runs in every thread of the pool. */
export const run = serveTasks(tasks);
