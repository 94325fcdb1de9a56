import { CONFIG_FLAGS, readConfig } from '../config.ts';
import { type Command, EXIT } from './command.ts';
import { withServer } from './connect.ts';

/** `colloquy doctor`: looks at the data folder and the models, and says what is wrong. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Checks the data folder for damage and orphans, and asks every model for a sign of life.',
  usage: '[--json]',
  help: { '--json': 'print one JSON object', '--host, --port, --data': 'as for start' },
  options: { ...CONFIG_FLAGS, json: { type: 'boolean' } },
  async run({ values, signal }) {
    const { config } = readConfig(values);
    const diagnosis = await withServer(config, signal, (client) => client.diagnose(signal));
    if (values.json === true) process.stdout.write(`${JSON.stringify(diagnosis, null, 2)}\n`);
    else {
      process.stdout.write(`data folder  ${config.data}\n`);
      for (const { ok, name, detail } of diagnosis.checks) {
        process.stdout.write(`${ok ? 'ok     ' : 'PROBLEM'}  ${name}: ${detail}\n`);
      }
    }
    return diagnosis.checks.every((item) => item.ok) ? EXIT.answered : EXIT.failure;
  },
};
