import type { Answer, AnswerTrace, ChatEvent, Citation, LibraryDocument, Source } from '@colloquy/protocol';

/** The texts of the documents that the fake server answers from. */
export const TEXTS: Readonly<Record<string, string>> = {
  'guide/installation.md': `Installation

Colloquy needs Node and npm, nothing else. The first start builds the page and makes a folder for its data.

On a machine with Node 20 the launcher fetches a newer Node once and keeps it. The server is ready in under three seconds from the second start on. It listens on 127.0.0.1, port 9380, unless it is told otherwise.

To listen elsewhere, give --host and --port, or set COLLOQUY_HOST and COLLOQUY_PORT.`,
  'guide/backup.md': `Backup

Everything that must not be lost stands in one folder. Stop the server, copy the folder, start the server again. A copy made while the server runs may be torn.

The key file is not part of a backup unless it is asked for: without it, stored provider keys cannot be read.`,
  'manual.pdf': `Operating manual

The pump is primed with 2.5 litres of water before the first start. Never run it dry for longer than ten seconds.

Error E-17 means that the inlet filter is blocked. Clean the filter under running water and restart the pump.`,
};

const ANSWER = `Colloquy needs **Node and npm**, nothing else [ID:0]. A machine with Node 20 will do: the launcher fetches a newer one once [ID:0].

## Where it listens

- on \`127.0.0.1\`, port 9380 [ID:0]
- elsewhere with \`--host\` and \`--port\` [ID:0]

| What | How |
| --- | --- |
| Backup | copy the data folder while the server is stopped [ID:1] |
| Error E-17 | clean the inlet filter [ID:2] |

\`\`\`sh
npm install
npm start -- --host 0.0.0.0 --port 8080
\`\`\`

The key file is left out of a backup unless it is asked for [ID:1].`;

const QUOTES = [
  'Colloquy needs Node and npm, nothing else.',
  'On a machine with Node 20 the launcher fetches a newer Node once and keeps it.',
  'It listens on 127.0.0.1, port 9380, unless it is told otherwise.',
  'To listen elsewhere, give --host and --port, or set COLLOQUY_HOST and COLLOQUY_PORT.',
  'Stop the server, copy the folder, start the server again.',
  'Clean the filter under running water and restart the pump.',
  'The key file is not part of a backup unless it is asked for: without it, stored provider keys cannot be read.',
];

/** The passages that were found, in the order of their markers; the last one is not cited. */
export function scriptedSources(
  documents: readonly LibraryDocument[],
  texts: ReadonlyMap<string, string> = new Map(),
): Source[] {
  const names = ['guide/installation.md', 'guide/backup.md', 'manual.pdf', 'guide/backup.md'];
  return names.map((documentName, index) => {
    const text = TEXTS[documentName] ?? '';
    const shift = Math.max(texts.get(documentName)?.indexOf(text) ?? 0, 0);
    const from = index === 3 ? text.indexOf('Everything') : index === 1 ? text.indexOf('Stop') : 0;
    const to = index === 3 ? text.indexOf('Stop') - 1 : text.length;
    const document = documents.find(({ name }) => name === documentName);
    return {
      chunkId: `chunk-${index}`,
      documentId: document?.id ?? 'gone',
      baseId: document?.baseId ?? 'gone',
      documentName,
      headings: documentName.endsWith('.pdf') ? [] : ['Guide', text.split('\n')[0] ?? ''],
      text: text.slice(from, to),
      start: shift + from,
      end: shift + to,
      regions: documentName.endsWith('.pdf') ? [{ page: 4, box: [50, 80, 500, 120] }] : [],
      score: 0.91 - index * 0.12,
      textScore: 0.8,
      vectorScore: 0.6,
    };
  });
}

/** Where the marks of the scripted answer lead. */
export function scriptedCitations(sources: readonly Source[]): Citation[] {
  return [...ANSWER.matchAll(/\[ID:(\d)\]/g)].map((match, index) => {
    const marker = Number(match[1]);
    const source = sources[marker];
    const quote = QUOTES[index] ?? '';
    if (source === undefined) throw new Error('The script cites a source that it does not have.');
    const at = source.text.indexOf(quote);
    if (at < 0) throw new Error(`"${quote}" does not stand in ${source.documentName}.`);
    return {
      marker,
      chunkId: source.chunkId,
      documentId: source.documentId,
      documentName: source.documentName,
      span: { start: at, end: at + quote.length },
      start: source.start + at,
      end: source.start + at + quote.length,
      quote,
      position: match.index,
      origin: 'model',
    };
  });
}

/** The events of a turn between its start and its end, word by word. */
export function scriptedEvents(sources: readonly Source[], citations: readonly Citation[]): ChatEvent[] {
  const deltas = [...ANSWER.matchAll(/\S*\s*(?:\[ID:\d\]\S*\s*)?/g)].filter(([delta]) => delta !== '');
  return [
    { type: 'stage-start', stage: 'understand' },
    { type: 'stage-end', stage: 'understand', milliseconds: 1 },
    { type: 'stage-start', stage: 'retrieve' },
    { type: 'references-available', sources: [...sources], searchedChunks: 1204 },
    { type: 'stage-end', stage: 'retrieve', milliseconds: 6.2 },
    { type: 'stage-start', stage: 'generate' },
    ...deltas.map((match): ChatEvent => {
      const end = match.index + match[0].length;
      const here = citations.filter(({ position }) => position >= match.index && position < end);
      return { type: 'text-delta', delta: match[0], ...(here.length > 0 ? { citations: here } : {}) };
    }),
  ];
}

/** What is kept of an answer of which `text` has been written. */
export function scriptedAnswer(
  text: string,
  sources: readonly Source[],
  citations: readonly Citation[],
): Answer {
  const kept = citations.filter(({ position }) => position < text.length);
  return { text, reasoning: '', citations: kept, sources: [...sources] };
}

export const TRACE: AnswerTrace = {
  question: 'What does Colloquy need?',
  searchText: 'what does colloquy need',
  model: 'extractive@Offline',
  embedding: 'static@Builtin',
  milliseconds: { understand: 1, retrieve: 6.2, compose: 0.8, generate: 1180, total: 1188 },
  searchedChunks: 1204,
  vectorWeight: 0.3,
  sources: [],
};
