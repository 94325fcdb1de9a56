// How well the product answers, without any language model, about a real staff handbook of 100 pages. Goes the whole
// way of a person: start the server on an empty folder, upload the files, ask over the API.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@colloquy/client';
import type { ChatEvent, NewTurn } from '@colloquy/protocol';
import { addFiles } from '../src/cli/add-files.ts';
import { findFiles } from '../src/cli/find-files.ts';
import { readConfig } from '../src/config.ts';
import { startServer } from '../src/main.ts';
import { sharedData } from '../test/shared-data.ts';

interface Asked {
  readonly id: string;
  readonly question: string;
  readonly history?: NewTurn['history'];
  readonly evidence: readonly { readonly file: string; readonly sentence: string }[];
  readonly type: string;
  readonly lang: string;
}

type AnswerEnd = Extract<ChatEvent, { type: 'answer-end' }>;

interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number;
}

export interface DemoResult {
  /** Answerable English questions with all their evidence among the retrieved sources, and among the cited quotes. */
  readonly evidenceRetrieved: Share;
  readonly evidenceCited: Share;
  /** Unanswerable questions that were refused: about the handbook, and dialogues about other things asked of it. */
  readonly unanswerableRefused: Share;
  /** Unanswerable last turns of dialogues, asked of the collection that the dialogue is about. */
  readonly refusedInOwnCollection: Share;
  /** Answerable last turns of the same dialogues that got an answer. */
  readonly answeredInOwnCollection: Share;
  readonly secondsToIngest: number;
  readonly missed: readonly string[];
}

/** Runs the benchmark; prints a table unless `json`. */
export async function run(options: { readonly json: boolean }): Promise<DemoResult> {
  const corpus = sharedData('data', 'demo-corpus');
  const dialogues = sharedData('data', 'conversation', 'mtrag-un');
  if (corpus === undefined || dialogues === undefined)
    throw new Error('The demo corpus is not there: set COLLOQUY_SHARED.');
  const folder = await mkdtemp(join(tmpdir(), 'colloquy-demo-'));
  const { config } = readConfig({ data: folder, port: '0' }, {});
  const server = await startServer(config, { forCommand: true });
  try {
    const client = createClient({ baseUrl: server.url, token: server.localToken });
    const result = await measure(client, corpus, dialogues, folder);
    if (!options.json) print(result);
    return result;
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  client: Client,
  corpus: string,
  dialogues: string,
  folder: string,
): Promise<DemoResult> {
  const began = performance.now();
  const handbook = await ingest(client, 'Handbook', join(corpus, 'tts-handbook'));
  const secondsToIngest = (performance.now() - began) / 1000;
  const questions = await readLines<Asked>(join(corpus, 'questions.jsonl'));
  const english = questions.filter((item) => item.lang === 'en' && item.evidence.length > 0);
  const missed: string[] = [];
  let retrieved = 0;
  let cited = 0;
  for (const item of english) {
    const { answer } = await ask(client, handbook, item);
    const inSources = item.evidence.every(({ sentence }) =>
      answer.sources.some((source) => stands(sentence, source.text)),
    );
    const inQuotes = item.evidence.every(({ sentence }) =>
      answer.citations.some((citation) => overlaps(sentence, citation.quote)),
    );
    retrieved += Number(inSources);
    cited += Number(inQuotes);
    if (!inSources) missed.push(`${item.id} not retrieved: ${item.question}`);
    else if (!inQuotes) missed.push(`${item.id} not cited: ${item.question}`);
  }
  const conversations = await readLines<Dialogue>(join(dialogues, 'conversations.jsonl'));
  const unanswerable = conversations.filter((item) => item.answerability === 'UNANSWERABLE');
  const answerable = conversations.filter((item) => item.answerability === 'ANSWERABLE');
  const ofHandbook = [...questions.filter((item) => item.evidence.length === 0), ...unanswerable];
  const collection = await ingestCollection(client, dialogues, folder);
  const refused = await countRefused(client, handbook, ofHandbook, (item) =>
    missed.push(`answered: ${item.question}`),
  );
  const refusedOwn = await countRefused(client, collection, unanswerable);
  const refusedWrongly = await countRefused(client, collection, answerable);
  return {
    evidenceRetrieved: share(retrieved, english.length),
    evidenceCited: share(cited, english.length),
    unanswerableRefused: share(refused, ofHandbook.length),
    refusedInOwnCollection: share(refusedOwn, unanswerable.length),
    answeredInOwnCollection: share(answerable.length - refusedWrongly, answerable.length),
    secondsToIngest,
    missed,
  };
}

interface Dialogue {
  readonly question: string;
  readonly history: NonNullable<NewTurn['history']>;
  readonly answerability: string;
}

async function countRefused(
  client: Client,
  baseId: string,
  items: readonly Pick<Asked, 'question' | 'history'>[],
  onAnswered: (item: Pick<Asked, 'question'>) => void = () => {},
): Promise<number> {
  let refused = 0;
  for (const item of items) {
    const { answer } = await ask(client, baseId, item);
    if (answer.citations.length === 0) refused += 1;
    else onAnswered(item);
  }
  return refused;
}

async function ask(
  client: Client,
  baseId: string,
  { question, history }: Pick<Asked, 'question' | 'history'>,
): Promise<AnswerEnd> {
  for await (const event of client.complete({
    question,
    baseIds: [baseId],
    ...(history ? { history } : {}),
  })) {
    if (event.type === 'answer-end') return event;
    if (event.type === 'error') throw new Error(`${question}: ${event.problem.message}`);
  }
  throw new Error(`${question}: the stream ended without an answer`);
}

async function ingest(client: Client, name: string, folder: string): Promise<string> {
  const { id } = await client.createBase({ name });
  const outcomes = await addFiles(client, id, await findFiles([folder]), {
    signal: AbortSignal.timeout(300_000),
  });
  const failed = outcomes.filter((item) => item.outcome === 'failed');
  if (failed.length > 0)
    throw new Error(`${failed.length} files failed: ${failed[0]?.name} ${failed[0]?.problem?.message}`);
  return id;
}

/** The passages of the dialogues, one text file each. */
async function ingestCollection(client: Client, dialogues: string, folder: string): Promise<string> {
  const { mkdir, writeFile } = await import('node:fs/promises');
  const target = join(folder, 'collection');
  await mkdir(target);
  for (const { _id, title, text } of await readLines<{ _id: string; title: string; text: string }>(
    join(dialogues, 'corpus.jsonl'),
  )) {
    await writeFile(join(target, `${_id.replace(/[^\w-]+/g, '_')}.txt`), `${title}\n\n${text}`);
  }
  return ingest(client, 'Dialogues', target);
}

async function readLines<T>(path: string): Promise<T[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as T);
}

/** Text without Markdown marks and with its white space folded, so that the source's wording can be compared. */
function plain(text: string): string {
  return text
    .replace(/[*|\\_`]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function stands(sentence: string, text: string): boolean {
  return plain(text).includes(plain(sentence));
}

/** A quote shows the evidence when one contains the other. */
function overlaps(sentence: string, quote: string): boolean {
  return stands(sentence, quote) || (plain(quote).length >= 20 && stands(quote, sentence));
}

function share(hits: number, of: number): Share {
  return { hits, of, share: of === 0 ? 0 : Math.round((hits / of) * 1000) / 1000 };
}

function print({ missed, secondsToIngest, ...shares }: DemoResult): void {
  for (const [name, { hits, of, share: value }] of Object.entries(shares)) {
    console.log(
      `${name.padEnd(26)} ${String(hits).padStart(4)} of ${String(of).padStart(4)}  ${(value * 100).toFixed(1)} %`,
    );
  }
  console.log(`secondsToIngest            ${secondsToIngest.toFixed(1)}`);
  for (const line of missed) console.log(`  ${line}`);
}
