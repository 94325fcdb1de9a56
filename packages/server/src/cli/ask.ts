import { readFile, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Client, ColloquyError } from '@colloquy/client';
import type { ChatEvent, NewTurn } from '@colloquy/protocol';
import { CONFIG_FLAGS, readConfig } from '../config.ts';
import { AppError } from '../domain/errors.ts';
import { type Command, type CommandContext, EXIT, usageError } from './command.ts';
import { withServer } from './connect.ts';
import { findFiles } from './find-files.ts';
import { createProgressBar } from './progress-bar.ts';
import { printSources, toResult } from './show-answer.ts';
import { synchronise } from './synchronise.ts';

/** A server of this machine that does not come back at once has ended. */
const ATTEMPTS = 3;

type AnswerEnd = Extract<ChatEvent, { type: 'answer-end' }>;

/** `colloquy ask "question"`: the answer as it is written, then its sources with the quotes. */
export const ask: Command = {
  name: 'ask',
  summary: 'Answers a question from your documents, with the passages that it rests on.',
  usage: '"QUESTION" [--documents PATH] [--base NAME] [--history FILE] [--json]',
  help: {
    '--documents PATH':
      'ask this file or folder; it is kept in step with the disk, and the next call reads nothing again',
    '--base NAME': 'ask this base only',
    '--history FILE': 'JSON list of earlier messages: [{"role": "user" or "assistant", "content": "..."}]',
    '--json': 'print one JSON object when the answer is complete',
    '--host, --port, --data': 'as for start',
  },
  options: {
    ...CONFIG_FLAGS,
    documents: { type: 'string' },
    base: { type: 'string' },
    history: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(context) {
    const { values, positionals, signal } = context;
    const [question, ...more] = positionals;
    if (question === undefined || question.trim() === '')
      throw usageError('Put a question behind ask, in quotes.');
    if (more.length > 0) throw usageError('Put the question in quotes: it was read as several words.');
    const history = await readHistory(values.history);
    const { config } = readConfig(values);
    return withServer(config, signal, async (client) => {
      const baseIds = await scopeOf(client, context);
      const turn: NewTurn = { question, ...(history ? { history } : {}), ...(baseIds ? { baseIds } : {}) };
      return answer(client, turn, values.json === true, signal);
    });
  },
};

async function answer(client: Client, turn: NewTurn, json: boolean, signal: AbortSignal): Promise<number> {
  const end = await readAnswer(client, turn, signal, (text) => {
    if (!json) process.stdout.write(text);
  });
  if (json) process.stdout.write(`${JSON.stringify(toResult(turn.question, end))}\n`);
  else printSources(end);
  return end.answer.citations.length === 0 && isFromDocumentsOnly(end) ? EXIT.nothingFound : EXIT.answered;
}

/** @param show hears the text as it is written; from then on the question is not asked again when the server is lost */
async function readAnswer(
  client: Client,
  turn: NewTurn,
  signal: AbortSignal,
  show: (text: string) => void,
): Promise<AnswerEnd> {
  let begun = false;
  try {
    for await (const event of client.complete(turn, { signal, attempts: ATTEMPTS })) {
      if (event.type === 'text-delta') {
        begun = true;
        show(event.delta);
      }
      if (event.type === 'error') {
        if (begun) show('\n');
        throw new AppError('model-unavailable', event.problem.message);
      }
      if (event.type === 'answer-end') return event;
    }
  } catch (error) {
    if (!begun || !(error instanceof ColloquyError)) throw error;
    show('\n');
    throw incomplete(error);
  }
  throw incomplete();
}

function incomplete(cause?: unknown): AppError {
  return new AppError('interrupted', 'The answer ended before it was complete. Ask again.', { cause });
}

/** Without a citation an answer found nothing, unless a model wrote it from passages without marking them. */
function isFromDocumentsOnly(end: AnswerEnd): boolean {
  return end.answer.sources.length === 0 || end.trace.model.endsWith('@Offline');
}

/** The bases to search; undefined: all. */
async function scopeOf(client: Client, { values, signal }: CommandContext): Promise<string[] | undefined> {
  const { base: name, documents: path } = values;
  if (typeof name === 'string' && typeof path === 'string')
    throw usageError('Give --documents or --base, not both.');
  if (typeof path === 'string') return [await baseOfPath(client, path, signal)];
  if (typeof name !== 'string') return undefined;
  const bases = await client.bases();
  const found = bases.find((base) => base.name.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw usageError(
      `There is no base "${name}". There are: ${bases.map((base) => base.name).join(', ') || 'none'}.`,
    );
  return [found.id];
}

/** The base that belongs to a path on this machine, made to hold what the path holds now. */
async function baseOfPath(client: Client, path: string, signal: AbortSignal): Promise<string> {
  const files = await findFiles([path]);
  const key = await realpath(path).catch(() => path);
  const base = await client.createBase({ name: basename(key), key });
  const bar = createProgressBar();
  try {
    const outcomes = await synchronise(client, base.id, files, { signal, onProgress: bar.show });
    bar.clear();
    for (const { name, problem } of outcomes.filter((item) => item.outcome === 'failed')) {
      process.stderr.write(`left out ${name}: ${problem?.message ?? 'no reason was given'}\n`);
    }
  } finally {
    bar.clear();
  }
  return base.id;
}

async function readHistory(file: string | boolean | undefined): Promise<NewTurn['history']> {
  if (typeof file !== 'string') return undefined;
  try {
    const messages: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (Array.isArray(messages) && messages.every(isMessage))
      return messages.map(({ role, content }) => ({ role, content }));
  } catch (error) {
    throw usageError(`--history ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  throw usageError(
    `--history ${file} must hold a JSON list of {"role": "user" or "assistant", "content": "..."}.`,
  );
}

function isMessage(value: unknown): value is { role: 'user' | 'assistant'; content: string } {
  const { role, content } = (value ?? {}) as Record<string, unknown>;
  return (role === 'user' || role === 'assistant') && typeof content === 'string';
}
