import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { sharedData } from '../test/shared-data.ts';

/** A retrieval collection in BEIR layout. */
export interface RetrievalSet {
  readonly name: string;
  readonly documents: readonly { readonly id: string; readonly text: string }[];
  /** Only questions with judgements. */
  readonly queries: readonly {
    readonly id: string;
    readonly text: string;
    readonly gains: ReadonlyMap<string, number>;
  }[];
}

/** The sets that are measured when none is named. */
export const STANDARD_SETS = [
  'nfcorpus',
  'cranfield',
  'cacm',
  'cisi',
  'xquad-en',
  'xquad-vi',
  'xquad-zh',
  'cmrc2018-zh',
  'mtrag-un',
];

/** Reads a set by its name in the shared data, or by the path of its folder. */
export async function readRetrievalSet(nameOrPath: string): Promise<RetrievalSet> {
  const folder = folderOf(nameOrPath);
  const documents = await readLines<{ _id: string; title?: string; text?: string }>(
    join(folder, 'corpus.jsonl'),
  );
  const queries = await readLines<{ _id: string; text: string }>(join(folder, 'queries.jsonl'));
  const gains = readJudgements(await readFile(join(folder, 'qrels', 'test.tsv'), 'utf8'));
  return {
    name: basename(folder),
    documents: documents.map(({ _id, title = '', text = '' }) => ({
      id: _id,
      text: `${title} ${text}`.trim(),
    })),
    queries: queries.flatMap(({ _id, text }) => {
      const judged = gains.get(_id);
      return judged === undefined ? [] : [{ id: _id, text, gains: judged }];
    }),
  };
}

function folderOf(nameOrPath: string): string {
  if (isAbsolute(nameOrPath) || nameOrPath.startsWith('.')) return resolve(nameOrPath);
  const found = sharedData('data', nameOrPath === 'mtrag-un' ? 'conversation' : 'ir', nameOrPath);
  return found ?? resolve(nameOrPath);
}

async function readLines<Line>(path: string): Promise<Line[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as Line);
}

/** `query-id`, `corpus-id`, `score`, with a header line; questions without any relevant document are left out. */
function readJudgements(table: string): Map<string, Map<string, number>> {
  const judgements = new Map<string, Map<string, number>>();
  for (const line of table.split(/\r?\n/).slice(1)) {
    const [query, document, score] = line.split('\t');
    if (query === undefined || document === undefined || !(Number(score) > 0)) continue;
    const gains = judgements.get(query) ?? new Map<string, number>();
    judgements.set(query, gains.set(document, Number(score)));
  }
  return judgements;
}
