import { isAbsolute, resolve } from 'node:path';
import { AppError } from './domain/errors.ts';

/** One setting: where it may come from, and how its text becomes a value. */
interface Setting<Value> {
  readonly flag?: string;
  readonly variable: string;
  readonly standard: Value;
  readonly help: string;
  readonly secret?: true;
  /** @throws Error with half a sentence that says what the text must be */
  parse(text: string): Value;
}

const installation = resolve(import.meta.dirname, '../../..');

const text = (value: string): string => value;
const optional = (value: string): string | undefined => (value === '' ? undefined : value);
function path(value: string): string {
  // An empty one would mean the folder that one happens to be in.
  if (value.trim() === '') throw new Error('must name a folder');
  return isAbsolute(value) ? value : resolve(value);
}

function integer(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new Error(`must be a whole number from ${least} to ${most}`);
    }
    return number;
  };
}

function flag(value: string): boolean {
  if (!/^(true|false|1|0|yes|no)$/i.test(value)) throw new Error('must be true or false');
  return /^(true|1|yes)$/i.test(value);
}

function url(value: string): string | undefined {
  if (value === '') return undefined;
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw new Error('must be an http or https address');
  return value.replace(/\/+$/, '');
}

function list(value: string): readonly string[] {
  return value.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

function oneOf<const Choice extends string>(...choices: readonly Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((item) => item === value);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
    return choice;
  };
}

function passphrase(value: string): string {
  if (value.length < 16) throw new Error('must have at least 16 characters');
  return value;
}

const setting = <Value>(value: Setting<Value>): Setting<Value> => value;

/** Every setting of the server. The order is that of `colloquy config` and of the help. */
export const SETTINGS = {
  host: setting({
    flag: 'host',
    variable: 'COLLOQUY_HOST',
    standard: '127.0.0.1',
    parse: text,
    help: 'address to listen on',
  }),
  port: setting({
    flag: 'port',
    variable: 'COLLOQUY_PORT',
    standard: 9380,
    parse: integer(0, 65_535),
    help: 'port to listen on; 0 takes a free one',
  }),
  data: setting({
    flag: 'data',
    variable: 'COLLOQUY_DATA',
    standard: resolve(installation, 'data'),
    parse: path,
    help: 'folder that holds everything the server keeps',
  }),
  openRegistration: setting({
    variable: 'COLLOQUY_OPEN_REGISTRATION',
    standard: false,
    parse: flag,
    help: 'anybody who reaches the server may make an account',
  }),
  sessionDays: setting({
    variable: 'COLLOQUY_SESSION_DAYS',
    standard: 30,
    parse: integer(1, 365),
    help: 'days after which an unused session ends',
  }),
  allowedHosts: setting<readonly string[]>({
    variable: 'COLLOQUY_ALLOWED_HOSTS',
    standard: [],
    parse: list,
    help: 'further host names by which a server on loopback may be called, with commas between them',
  }),
  maxUploadMegabytes: setting({
    variable: 'COLLOQUY_MAX_UPLOAD_MB',
    standard: 512,
    parse: integer(1, 16_384),
    help: 'largest file that is accepted',
  }),
  parserThreads: setting({
    variable: 'COLLOQUY_PARSER_THREADS',
    standard: 2,
    parse: integer(1, 64),
    help: 'threads that read documents',
  }),
  readerThreads: setting({
    variable: 'COLLOQUY_READER_THREADS',
    standard: 1,
    parse: integer(1, 16),
    help: 'threads that search',
  }),
  drainSeconds: setting({
    variable: 'COLLOQUY_DRAIN_SECONDS',
    standard: 8,
    parse: integer(0, 300),
    help: 'time that running answers get when the server is told to end',
  }),
  secret: setting<string | undefined>({
    variable: 'COLLOQUY_SECRET',
    standard: undefined,
    parse: passphrase,
    secret: true,
    help: 'protects stored secrets instead of the file secret.key; at least 16 characters',
  }),
  logLevel: setting({
    variable: 'COLLOQUY_LOG_LEVEL',
    standard: 'warn',
    parse: oneOf('silent', 'error', 'warn', 'info', 'debug'),
    help: 'what is logged to standard error',
  }),
  chatUrl: setting<string | undefined>({
    variable: 'COLLOQUY_CHAT_URL',
    standard: undefined,
    parse: url,
    help: 'base address of an OpenAI-compatible server for answers, such as http://127.0.0.1:11434/v1',
  }),
  chatKey: setting<string | undefined>({
    variable: 'COLLOQUY_CHAT_KEY',
    standard: undefined,
    parse: optional,
    secret: true,
    help: 'its key',
  }),
  chatModel: setting<string | undefined>({
    variable: 'COLLOQUY_CHAT_MODEL',
    standard: undefined,
    parse: optional,
    help: 'the model to ask there',
  }),
  chatContext: setting({
    variable: 'COLLOQUY_CHAT_CONTEXT',
    standard: 16_384,
    parse: integer(1_024, 10_000_000),
    help: 'its context window in tokens',
  }),
  embeddingUrl: setting<string | undefined>({
    variable: 'COLLOQUY_EMBEDDING_URL',
    standard: undefined,
    parse: url,
    help: 'base address of an OpenAI-compatible server for embeddings',
  }),
  embeddingKey: setting<string | undefined>({
    variable: 'COLLOQUY_EMBEDDING_KEY',
    standard: undefined,
    parse: optional,
    secret: true,
    help: 'its key',
  }),
  embeddingModel: setting<string | undefined>({
    variable: 'COLLOQUY_EMBEDDING_MODEL',
    standard: undefined,
    parse: optional,
    help: 'the embedding model to ask there',
  }),
  embeddingDimensions: setting({
    variable: 'COLLOQUY_EMBEDDING_DIMENSIONS',
    standard: 1_024,
    parse: integer(8, 16_384),
    help: 'length of its vectors',
  }),
  firstTokenSeconds: setting({
    variable: 'COLLOQUY_FIRST_TOKEN_SECONDS',
    standard: 120,
    parse: integer(1, 3_600),
    help: 'longest wait for the first words of a model',
  }),
  betweenTokensSeconds: setting({
    variable: 'COLLOQUY_BETWEEN_TOKENS_SECONDS',
    standard: 60,
    parse: integer(1, 3_600),
    help: 'longest silence of a model that has begun',
  }),
  answerSeconds: setting({
    variable: 'COLLOQUY_ANSWER_SECONDS',
    standard: 600,
    parse: integer(1, 86_400),
    help: 'longest time for one answer of a model',
  }),
} satisfies Record<string, Setting<unknown>>;

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

function requireTogether(config: Config): void {
  if (config.chatUrl !== undefined && config.chatModel === undefined) {
    throw new AppError(
      'invalid-request',
      'COLLOQUY_CHAT_URL is set, so COLLOQUY_CHAT_MODEL must name the model to ask there.',
      { field: 'COLLOQUY_CHAT_MODEL' },
    );
  }
  if (config.embeddingUrl !== undefined && config.embeddingModel === undefined) {
    throw new AppError(
      'invalid-request',
      'COLLOQUY_EMBEDDING_URL is set, so COLLOQUY_EMBEDDING_MODEL must name the model to ask there.',
      { field: 'COLLOQUY_EMBEDDING_MODEL' },
    );
  }
}
