import type { ParseArgsOptionsConfig } from 'node:util';
import { AppError } from '../domain/errors.ts';

/** Exit codes of every command. */
export const EXIT = { answered: 0, failure: 1, usage: 2, taken: 3, nothingFound: 4 } as const;

export interface CommandContext {
  /** Values of the command's options, by name. */
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  /** Aborts on the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** One word of the `colloquy` command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, e.g. `PATH... [options]`. */
  readonly usage: string;
  /** Option name to its help text, in the order of the help. */
  readonly help: Readonly<Record<string, string>>;
  readonly options: ParseArgsOptionsConfig;
  /** Resolves with the exit code. */
  run(context: CommandContext): Promise<number>;
}

/** What the person typed cannot be understood: exit code 2. */
export function usageError(message: string): AppError {
  return new AppError('invalid-request', message, { field: 'arguments' });
}

/** The help text of a command. */
export function helpOf(command: Command): string {
  const rows = Object.entries(command.help).map(([option, help]) => `  ${option.padEnd(26)} ${help}`);
  return [`Usage: colloquy ${command.name} ${command.usage}`, '', command.summary, '', ...rows, ''].join(
    '\n',
  );
}

/** From here on, what this process writes can be read by its own user only, whoever may look into the data folder. */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}
