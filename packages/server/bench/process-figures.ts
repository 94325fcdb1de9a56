// What the kernel knows about a process, and a clock that all processes of this machine share.
import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS = 100;
const UTIME = 11;
const STIME = 12;

/** CPU time of a process, all its threads together, in seconds; steps of 10 ms. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may contain blanks; fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS;
}

/** Resident memory of a process in megabytes. */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Seconds that the main thread of a process was ready to run and had no core: what other processes took from it. */
export function secondsWithoutCore(pid: number): number {
  const [, waited = '0'] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
  return Number(waited) / 1e9;
}

/** Share of the machine's CPU time that was in use since the last call, 0..1: how loaded it was. */
export function createLoadMeter(): () => number {
  let [lastBusy, lastAll] = machineTicks();
  return () => {
    const [busy, all] = machineTicks();
    const share = (busy - lastBusy) / Math.max(1, all - lastAll);
    [lastBusy, lastAll] = [busy, all];
    return share;
  };
}

function machineTicks(): [busy: number, all: number] {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, value) => sum + value, 0);
  return [all - (ticks[3] ?? 0) - (ticks[4] ?? 0), all];
}

/** Milliseconds of the monotonic clock, which is the same in every process. */
export function clock(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** The value below which this share of the sorted values lies. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}

/** Rounds to so many digits behind the point. */
export function rounded(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
