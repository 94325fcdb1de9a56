// npm run bench -- NAME [options]: runs one benchmark and prints its figures, as a table or (--json) one JSON object.
import { parseArgs } from 'node:util';

interface Bench {
  readonly help: string;
  run(values: Readonly<Record<string, unknown>>): Promise<unknown>;
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const numbers = (value: unknown, standard: number[]): number[] =>
  typeof value === 'string' ? value.split(',').map(Number) : standard;

const BENCHES: Readonly<Record<string, Bench>> = {
  demo: {
    help: 'questions about a staff handbook: evidence retrieved, evidence cited, unanswerable ones refused',
    run: async (values) => (await import('./demo.ts')).run({ json: values.json === true }),
  },
  retrieval: {
    help: '[--set NAME|PATH]... nDCG@10 and recall@100 of words, vectors and both, on BEIR-layout sets',
    run: async (values) =>
      (await import('./retrieval.ts')).run({ sets: strings(values.set), json: values.json === true }),
  },
  search: {
    help: '[--chunks 10000,100000] from question to sources, and memory a passage; the corpora are kept for the next run',
    run: async (values) =>
      (await import('./search.ts')).run({
        chunks: numbers(values.chunks, [10_000, 100_000]),
        json: values.json === true,
      }),
  },
  streaming: {
    help: '[--streams 100,500] [--rounds 5] CPU a token and latency of the whole product beside a byte pipe',
    run: async (values) =>
      (await import('./streaming.ts')).run({
        streams: numbers(values.streams, [100, 500]),
        rounds: Number(values.rounds ?? 5),
        json: values.json === true,
      }),
  },
  loop: {
    help: '[--chunks 100000] [--streams 200] event loop and /healthz under streams, a long PDF and a large deletion',
    run: async (values) =>
      (await import('./loop.ts')).run({
        chunks: numbers(values.chunks, [100_000])[0] ?? 0,
        streams: numbers(values.streams, [200])[0] ?? 0,
        json: values.json === true,
      }),
  },
  startup: {
    help: 'seconds from launch to ready on a folder that is there already, and memory when idle',
    run: async (values) => (await import('./startup.ts')).run({ json: values.json === true }),
  },
  ingest: {
    help: 'passages of Markdown and pages of PDF a second, from upload to searchable',
    run: async (values) => (await import('./ingest.ts')).run({ json: values.json === true }),
  },
  soak: {
    help: '[--events 1000000] [--streams 200] growth of memory while events stream',
    run: async (values) =>
      (await import('./soak.ts')).run({
        events: Number(values.events ?? 1_000_000),
        streams: numbers(values.streams, [200])[0] ?? 0,
        json: values.json === true,
      }),
  },
};

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean' },
    set: { type: 'string', multiple: true },
    chunks: { type: 'string' },
    streams: { type: 'string' },
    rounds: { type: 'string' },
    events: { type: 'string' },
  },
  allowPositionals: true,
});
const bench = BENCHES[positionals[0] ?? ''];
if (bench === undefined) {
  process.stderr.write(`Usage: npm run bench -- NAME [--json]\n\n`);
  for (const [name, { help }] of Object.entries(BENCHES))
    process.stderr.write(`  ${name.padEnd(10)} ${help}\n`);
  process.exitCode = 2;
} else {
  const result = await bench.run(values);
  if (values.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
}
