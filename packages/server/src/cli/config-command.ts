import { CONFIG_FLAGS, readConfig } from '../config.ts';
import { type Command, EXIT } from './command.ts';

/** `colloquy config`: the settings in force and where each comes from, secrets masked. */
export const showConfig: Command = {
  name: 'config',
  summary: 'Prints every setting in force and where its value comes from.',
  usage: '[--json]',
  help: { '--json': 'print one JSON object', '--host, --port, --data': 'as for start' },
  options: { ...CONFIG_FLAGS, json: { type: 'boolean' } },
  run({ values }) {
    const { entries } = readConfig(values);
    if (values.json === true) {
      const object = Object.fromEntries(entries.map(({ name, value, origin }) => [name, { value, origin }]));
      process.stdout.write(`${JSON.stringify(object, null, 2)}\n`);
      return Promise.resolve(EXIT.answered);
    }
    const width = Math.max(...entries.map((entry) => entry.name.length));
    const valueWidth = Math.max(...entries.map((entry) => entry.value.length));
    for (const { name, value, origin } of entries) {
      process.stdout.write(`${name.padEnd(width)}  ${value.padEnd(valueWidth)}  ${origin}\n`);
    }
    return Promise.resolve(EXIT.answered);
  },
};
