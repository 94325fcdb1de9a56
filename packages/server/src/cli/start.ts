import { buildWeb } from '../../../../scripts/build-web.ts';
import { CONFIG_FLAGS, readConfig } from '../config.ts';
import { type Command, EXIT, keepFilesPrivate } from './command.ts';

/** `colloquy start`: the server, until it is told to end. */
export const start: Command = {
  name: 'start',
  summary: 'Serves the page and the API until it is told to end (SIGINT, SIGTERM).',
  usage: '[--host ADDRESS] [--port NUMBER] [--data FOLDER]',
  help: {
    '--host ADDRESS': 'address to listen on (127.0.0.1)',
    '--port NUMBER': 'port to listen on (9380); 0 takes a free one',
    '--data FOLDER': 'folder that holds everything the server keeps',
  },
  options: CONFIG_FLAGS,
  async run({ values, signal }) {
    const { config } = readConfig(values);
    await buildWeb();
    keepFilesPrivate();
    const { startServer } = await import('../main.ts');
    const server = await startServer(config, { announce: (line) => process.stdout.write(`${line}\n`) });
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    return EXIT.answered;
  },
};
