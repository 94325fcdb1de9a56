import { constants, setPriority } from 'node:os';
import { tasks } from '../../workers/tasks.ts';
import { serveTasks } from './serve-tasks.ts';

// Reading documents may wait, answers may not. Linux alone sets the priority of a thread; elsewhere it would be that
// of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

/** Runs in every thread of the pool. */
export const run = serveTasks(tasks);
