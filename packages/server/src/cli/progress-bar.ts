const WIDTH = 28;

/** A bar on standard error that is drawn again in place; on anything but a terminal it stays silent. */
export interface ProgressBar {
  show(done: number, total: number, note: string): void;
  /** Takes the bar away. */
  clear(): void;
}

export function createProgressBar(stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show(done, total, note) {
      const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
      const bar = `${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}`;
      const line = ` [${bar}] ${done}/${total} ${note}`;
      stream.write(`\r\x1b[K${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    },
    clear: () => {
      stream.write('\r\x1b[K');
    },
  };
}
