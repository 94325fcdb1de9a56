import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { LibraryDocument, Upload } from '@colloquy/protocol';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../shared-data.ts';
import { type House, openHouse } from './house.ts';

/** Resident memory that the server may have had at most, in megabytes: half of it is what the largest PDFs take. */
const MOST_MEGABYTES = 1_200;

let house: House;
let baseId: string;
const asked: string[] = [];
/** Everything that a document refers to leads here; nobody may come. */
const trap = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end('<!ENTITY leak "TRAPPED">');
});

beforeAll(async () => {
  await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
  house = await openHouse();
  baseId = (await house.client.createBase({ name: 'Hostile' })).id;
});
afterAll(async () => {
  await house.close();
  trap.close();
});

interface HostileFile {
  readonly name: string;
  readonly data: Uint8Array;
}

const outside = (path: string): string => `http://127.0.0.1:${(trap.address() as AddressInfo).port}/${path}`;

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

function docx(body: string, more: Readonly<Record<string, string>> = {}, doctype = ''): Uint8Array {
  const xml = (text: string): Uint8Array => strToU8(`<?xml version="1.0"?>${text}`);
  const parts = Object.entries(more).map(([name, text]) => [name, xml(text)] as const);
  return zipSync({
    '[Content_Types].xml': xml(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    ),
    'word/document.xml': xml(`${doctype}<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`),
    ...Object.fromEntries(parts),
  });
}

const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

/** Documents that point outside in every way that their formats know. */
function referringFiles(): readonly HostileFile[] {
  const html = `<!doctype html><html><head><base href="${outside('base/')}"><title>Trap</title>
    <link rel="stylesheet" href="${outside('style.css')}"><link rel="prefetch" href="${outside('prefetch')}">
    <meta http-equiv="refresh" content="0;url=${outside('refresh')}"><style>@import "${outside('import.css')}";</style>
    <script src="${outside('script.js')}"></script><script>fetch("${outside('fetch')}")</script></head>
    <body onload="fetch('${outside('onload')}')"><p>Award leave expires after one year.</p><img src="${outside('image.png')}">
    <iframe src="${outside('frame')}"></iframe><object data="${outside('object')}"></object>
    <video src="${outside('video')}" poster="${outside('poster')}"></video>
    <svg><image href="${outside('svg')}"/><use href="${outside('use')}#a"/></svg></body></html>`;
  const markdown = `# Trap\n\nAward leave expires after two years. ![picture](${outside('md.png')})\n\n<img src="${outside('md-html.png')}">\n`;
  const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="${outside('template.dotm')}" TargetMode="External"/></Relationships>`;
  const word = docx(paragraph('Award leave expires after three years.'), {
    'word/_rels/document.xml.rels': relations,
    'word/_rels/settings.xml.rels': relations,
  });
  return [
    { name: 'trap.html', data: strToU8(html) },
    { name: 'trap.md', data: strToU8(markdown) },
    { name: 'trap.docx', data: word },
    { name: 'trap.csv', data: strToU8(`name,link\n=WEBSERVICE("${outside('csv')}"),four years\n`) },
  ];
}

/** Documents that would unfold without end, or reach for files and addresses, if they were believed. */
function unfoldingFiles(): readonly HostileFile[] {
  const laughs = Array.from(
    { length: 9 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  );
  const entities = (inner: string): string => `<!DOCTYPE w:document [${inner}]>`;
  const deep = 100_000;
  return [
    { name: 'bomb.docx', data: docx(paragraph('a'.repeat(70_000_000))) },
    {
      name: 'laughs.docx',
      data: docx(paragraph('&l9;'), {}, entities(`<!ENTITY l0 "ha">${laughs.join('')}`)),
    },
    {
      name: 'file.docx',
      data: docx(paragraph('&f;'), {}, entities('<!ENTITY f SYSTEM "file:///etc/passwd">')),
    },
    {
      name: 'address.docx',
      data: docx(paragraph('&f;'), {}, entities(`<!ENTITY f SYSTEM "${outside('entity')}">`)),
    },
    {
      name: 'parameter.docx',
      data: docx(paragraph('x'), {}, entities(`<!ENTITY % d SYSTEM "${outside('dtd')}"> %d;`)),
    },
    { name: 'deep.docx', data: docx('<w:sdt>'.repeat(deep) + '</w:sdt>'.repeat(deep)) },
    { name: 'not-a-zip.docx', data: strToU8('PK\u0003\u0004 and nothing else') },
    {
      name: 'not-a-pdf.pdf',
      data: strToU8(`%PDF-1.7\n${'1 0 obj << /Kids [1 0 R] >> endobj '.repeat(1000)}`),
    },
  ];
}

async function add(
  files: readonly HostileFile[],
): Promise<ReadonlyMap<string, LibraryDocument | Upload['files'][number]>> {
  const { files: uploads } = await house.client.addDocuments(baseId, files);
  const ids = uploads.flatMap(({ document }) => (document === undefined ? [] : [document.id]));
  const documents = await house.client.waitForDocuments(baseId, { ids, interval: 50 });
  const ended = new Map(documents.map((document) => [document.id, document]));
  return new Map(uploads.map((upload) => [upload.name, ended.get(upload.document?.id ?? '') ?? upload]));
}

/** The most memory that the server has had since it started, in megabytes; Linux alone tells it. */
function peakMegabytes(): number {
  const status = readFileSync(`/proc/${house.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function expectServerWell(): Promise<void> {
  expect((await house.fetch('/healthz')).status).toBe(200);
  expect(house.server.child.exitCode).toBeNull();
  if (process.platform === 'linux') expect(peakMegabytes()).toBeLessThan(MOST_MEGABYTES);
}

const statusOf = (end: LibraryDocument | Upload['files'][number] | undefined): string =>
  end === undefined ? 'lost' : 'status' in end ? end.status : end.outcome;

describe('P20, S6: hostile documents in a running server', () => {
  it('asks nobody outside, whatever a document refers to', async () => {
    const ends = await add(referringFiles());
    expect([...ends].map(([name, end]) => [name, statusOf(end)])).toEqual(
      referringFiles().map(({ name }) => [name, 'ready']),
    );
    for await (const event of house.client.complete({
      question: 'When does award leave expire?',
      baseIds: [baseId],
    }))
      if (event.type === 'error') throw new Error(event.problem.message);
    expect(asked).toEqual([]);
    await expectServerWell();
  }, 60_000);

  it('refuses what unfolds without end or reaches outside, with a reason, and goes on', async () => {
    for (const [name, end] of await add(unfoldingFiles())) {
      expect([name, statusOf(end)]).toEqual([name, expect.stringMatching(/failed|refused/)]);
      expect([name, end.problem?.message]).toEqual([name, expect.stringMatching(/\.$/)]);
      expect(end.problem?.code).not.toBe('internal');
    }
    expect(asked).toEqual([]);
    const after = await add([{ name: 'after.md', data: strToU8('Award leave expires after five years.\n') }]);
    expect(statusOf(after.get('after.md'))).toBe('ready');
    await expectServerWell();
  }, 120_000);

  it('P19: a large file that is refused keeps none of those behind it out, on this connection or the next', async () => {
    const large = new Uint8Array(400_000);
    large.set(strToU8('PK\u0003\u0004'));
    for (let round = 0; round < 3; round += 1) {
      const ends = await add([
        { name: `large-${round}.epub`, data: large },
        {
          name: `behind-${round}.md`,
          data: strToU8(`Award leave of round ${round} expires after a year.\n`),
        },
      ]);
      expect([...ends.values()].map(statusOf)).toEqual(['refused', 'ready']);
    }
  }, 60_000);

  const folder = sharedData('data', 'documents');
  it.skipIf(folder === undefined)(
    'ends every real and hostile file as it should',
    async () => {
      const lines = readFileSync(join(folder ?? '', 'manifest.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const entries: { file: string; format: string; expect: string }[] = lines.map((line) =>
        JSON.parse(line),
      );
      const readable = new Set(['md', 'txt', 'html', 'pdf', 'docx', 'csv']);
      for (const { file, format, expect: wanted } of entries) {
        const data = readFileSync(join(folder ?? '', 'files', file));
        const end = [...(await add([{ name: basename(file), data }])).values()][0];
        const isRead = readable.has(format) && wanted === 'text';
        const mayBe = isRead
          ? ['ready']
          : wanted === 'no-crash'
            ? ['ready', 'failed', 'refused']
            : ['failed', 'refused'];
        expect([file, mayBe.includes(statusOf(end)), end?.problem?.code]).toEqual([
          file,
          true,
          isRead ? undefined : end?.problem?.code,
        ]);
        expect(end?.problem?.code).not.toBe('internal');
      }
      await expectServerWell();
    },
    600_000,
  );
});
