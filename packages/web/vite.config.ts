import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pdfFiles } from './pdf-files.ts';

const server = process.env.COLLOQUY_DEV_SERVER ?? 'http://127.0.0.1:9380';
const routes = [
  'status',
  'accounts',
  'account',
  'sessions',
  'bases',
  'documents',
  'dialogs',
  'conversations',
];
const proxied = [...routes, 'turns', 'v1'].map((route) => [`^/${route}(/|\\?|$)`, server] as const);

/** The page has no inline script, so that the server's content security policy needs none. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), pdfFiles()],
  build: {
    target: ['chrome123', 'firefox125', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { host: '127.0.0.1', port: 5173, proxy: Object.fromEntries(proxied) },
});
