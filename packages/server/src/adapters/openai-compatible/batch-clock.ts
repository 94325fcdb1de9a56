/** Time for the next batch comes 32 to 48 ms after it was asked for: whoever asks in one step goes with the others. */
const STEP_MILLISECONDS = 16;
const STEPS = 3;

type Wake = () => void;

const wheel: Wake[][] = Array.from({ length: STEPS }, () => []);
let position = 0;
let waiting = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Calls back when it is time for the next batch, together with all others who asked in the same step: what they then
 * write goes to disk, and what they then look up to the database, in one piece instead of hundreds. When the process
 * is busy it comes later, and batches grow.
 */
export function nextBatch(wake: Wake): void {
  wheel[position]?.push(wake);
  waiting += 1;
  timer ??= setInterval(step, STEP_MILLISECONDS);
}

/** Wakes those who have waited longest; the timer rests when nobody waits. */
function step(): void {
  position = (position + 1) % STEPS;
  const due = wheel[position] ?? [];
  wheel[position] = [];
  waiting -= due.length;
  if (waiting === 0) {
    clearInterval(timer);
    timer = undefined;
  }
  for (const wake of due) wake();
}
