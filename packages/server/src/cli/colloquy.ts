import { parseArgs } from 'node:util';
import { SETTINGS } from '../config.ts';
import { AppError, toProblem } from '../domain/errors.ts';
import { ask } from './ask.ts';
import { type Command, EXIT, helpOf, usageError } from './command.ts';
import { showConfig } from './config-command.ts';
import { doctor } from './doctor.ts';
import { ingest } from './ingest.ts';
import { start } from './start.ts';

const COMMANDS: readonly Command[] = [start, ingest, ask, showConfig, doctor];

/** The `colloquy` command: finds the word, reads its options, runs it, and turns what it throws into one sentence. */
async function main(words: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = words;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview());
    return EXIT.answered;
  }
  const command = COMMANDS.find((item) => item.name === name);
  if (command === undefined) throw usageError(`There is no command "${name}". See colloquy --help.`);
  const { values, positionals } = readWords(command, rest);
  if (values.help === true) {
    process.stdout.write(helpOf(command));
    return EXIT.answered;
  }
  return command.run({ values, positionals, signal: interruption() });
}

function readWords(command: Command, words: readonly string[]) {
  try {
    const options = { ...command.options, help: { type: 'boolean' as const, short: 'h' } };
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
    });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw usageError(`${sentence.replace(/\.$/, '')}. See colloquy ${command.name} --help.`);
  }
}

/** A signal that follows the first one within this time is its echo: a terminal tells the launcher and this process. */
const ECHO_MILLISECONDS = 700;

/** Aborts on the first signal; a later one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first > ECHO_MILLISECONDS) process.exit(128 + (name === 'SIGINT' ? 2 : 15));
      return;
    }
    first = performance.now();
    controller.abort(new AppError('cancelled', 'Stopped.'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  return controller.signal;
}

function overview(): string {
  const commands = COMMANDS.map((command) => `  ${command.name.padEnd(10)} ${command.summary}`);
  const settings = Object.values(SETTINGS).map((item) => `  ${item.variable.padEnd(32)} ${item.help}`);
  return [
    'Colloquy: conversations with documents, with citations that have been checked.',
    '',
    'Usage: colloquy COMMAND [options]',
    '',
    ...commands,
    '',
    'Every command takes --host, --port, --data and --help. The environment sets the rest:',
    ...settings,
    '',
  ].join('\n');
}

function exitCodeOf(error: unknown): number {
  const { code, field } = toProblem(error);
  if (
    code === 'invalid-request' &&
    (field === 'arguments' || field?.startsWith('--') || field?.startsWith('COLLOQUY_'))
  ) {
    return EXIT.usage;
  }
  return code === 'conflict' && field === 'data'
    ? EXIT.taken
    : code === 'conflict' && field === 'port'
      ? EXIT.taken
      : EXIT.failure;
}

/** A reader of our output that leaves (`| head`) is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

let running = process.argv[2] === 'start';
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const problem = toProblem(error);
  const known = error instanceof AppError || problem.code !== 'internal';
  process.stderr.write(
    `colloquy: ${known ? problem.message : ((error as Error)?.message ?? String(error))}\n`,
  );
  process.exitCode = exitCodeOf(error);
  running = false;
}
// A stream, timer or thread that somebody forgot must not keep a finished command, or a start that failed, alive.
if (!running) setTimeout(() => process.exit(), 2_000).unref();
