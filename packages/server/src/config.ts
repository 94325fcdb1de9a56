import { AppError } from './domain/errors.ts';
import { MODEL_SETTINGS } from './settings/model-settings.ts';
import { SERVER_SETTINGS } from './settings/server-settings.ts';
import type { Setting } from './settings/setting.ts';

/** Every setting of the server. The order is that of `colloquy config` and of the help. */
export const SETTINGS = { ...SERVER_SETTINGS, ...MODEL_SETTINGS } satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;
/** The settings in force. */
export type Config = { readonly [Name in SettingName]: (typeof SETTINGS)[Name]['standard'] };

export interface ConfigEntry {
  readonly name: SettingName;
  /** As text, secrets masked. */
  readonly value: string;
  /** For instance `--port`, `COLLOQUY_PORT`, `default`. */
  readonly origin: string;
}

/** Flags that every command takes, in the form of `node:util` parseArgs. */
export const CONFIG_FLAGS = Object.fromEntries(
  Object.values(SETTINGS).flatMap((item) =>
    'flag' in item ? [[item.flag, { type: 'string' as const }]] : [],
  ),
);

/**
 * Puts the settings together: a flag wins over the environment, which wins over the default.
 * @throws AppError `invalid-request` that names the flag or variable and what it must be
 */
export function readConfig(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): { readonly config: Config; readonly entries: readonly ConfigEntry[] } {
  const config: Record<string, unknown> = {};
  const entries: ConfigEntry[] = [];
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const item: Setting<unknown> = SETTINGS[name] as Setting<unknown>;
    const { text: given, origin } = find(item, flags, environment);
    const value = given === undefined ? item.standard : parse(item, given, origin);
    config[name] = value;
    entries.push({ name, value: show(item, value), origin });
  }
  const result = config as unknown as Config;
  requireTogether(result);
  return { config: result, entries };
}

function find(
  item: Setting<unknown>,
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): { text: string | undefined; origin: string } {
  const byFlag = item.flag === undefined ? undefined : flags[item.flag];
  if (typeof byFlag === 'string') return { text: byFlag, origin: `--${item.flag}` };
  const byVariable = environment[item.variable];
  if (byVariable !== undefined) return { text: byVariable.trim(), origin: item.variable };
  return { text: undefined, origin: 'default' };
}

function parse(item: Setting<unknown>, given: string, origin: string): unknown {
  try {
    return item.parse(given);
  } catch (error) {
    const shown = item.secret === true ? 'the value given' : `"${given}"`;
    throw new AppError('invalid-request', `${origin} ${(error as Error).message}, but is ${shown}.`, {
      field: origin,
    });
  }
}

function show(item: Setting<unknown>, value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '(not set)';
  if (item.secret === true) return '********';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** An address is of no use without the model to ask there. */
const TOGETHER = [
  ['chatUrl', 'chatModel'],
  ['embeddingUrl', 'embeddingModel'],
] as const;

function requireTogether(config: Config): void {
  for (const [address, model] of TOGETHER) {
    if (config[address] === undefined || config[model] !== undefined) continue;
    const { variable } = SETTINGS[model];
    throw new AppError(
      'invalid-request',
      `${SETTINGS[address].variable} is set, so ${variable} must name the model to ask there.`,
      { field: variable },
    );
  }
}
