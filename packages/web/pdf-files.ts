import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
/** What drawing a page may need: maps of Asian encodings, stand-ins for fonts that a file leaves out, picture decoders. */
const FOLDERS = ['cmaps', 'standard_fonts', 'wasm'];

/**
 * Puts the files that the PDF library asks for by name beside the page, below a folder named after its version, so
 * that nothing is ever fetched from another host and everything may be cached for ever.
 */
export function pdfFiles(): Plugin {
  return {
    name: 'pdf-files',
    async configureServer(server) {
      const files = await listFiles();
      server.middlewares.use((request, response, next) => {
        const path = files.get(request.url?.slice(1) ?? '');
        if (path === undefined) return next();
        void readFile(path).then((bytes) => response.end(bytes), next);
      });
    },
    async generateBundle() {
      for (const [fileName, path] of await listFiles())
        this.emitFile({ type: 'asset', fileName, source: await readFile(path) });
    },
  };
}

/** Addresses below the page's root, with the file that stands there. */
async function listFiles(): Promise<ReadonlyMap<string, string>> {
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string };
  const files = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const name of await readdir(join(dirname(manifest), folder)))
      files.set(`assets/pdfjs-${version}/${folder}/${name}`, join(dirname(manifest), folder, name));
  }
  return files;
}
