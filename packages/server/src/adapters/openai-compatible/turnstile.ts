/** A turn comes after 32 to 40 ms: whoever asks between two steps of the wheel goes with the others of his step. */
const STEP_MILLISECONDS = 8;
const STEPS = 5;

type Wake = () => void;

const wheel: Wake[][] = Array.from({ length: STEPS }, () => []);
let position = 0;
let waiting = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Calls back after at most 40 ms (later when the process is busy), together with all others who asked in the same
 * 8 ms: what they then write goes to disk and to the database in one piece instead of hundreds.
 */
export function nextTurn(wake: Wake): void {
  wheel[position]?.push(wake);
  waiting += 1;
  timer ??= setInterval(turn, STEP_MILLISECONDS);
}

/** Wakes those who have waited longest; the timer rests when nobody waits. */
function turn(): void {
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
