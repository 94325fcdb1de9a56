/**
 * Runs pure functions of `workers/` in threads with limits of time and memory. `Tasks` maps a task's name to its
 * function. Input and output are plain data; buffers named in `transfer` move instead of being copied.
 */
export interface CpuPool<
  Tasks extends Record<string, { readonly input: unknown; readonly output: unknown }>,
> {
  /** @throws AppError `timeout`, `parse-failed` (memory limit, crashed thread), `cancelled`, or what the task threw */
  run<Name extends keyof Tasks & string>(
    task: Name,
    input: Tasks[Name]['input'],
    options: {
      readonly signal: AbortSignal;
      readonly timeoutMilliseconds?: number;
      readonly transfer?: readonly ArrayBuffer[];
    },
  ): Promise<Tasks[Name]['output']>;
  close(): Promise<void>;
}
