import { resolve } from 'node:path';
import { flag, integer, list, networks, oneOf, passphrase, path, setting, text } from './setting.ts';

const installation = resolve(import.meta.dirname, '../../../..');

/** The server itself: where it listens, what it keeps, what it may use. */
export const SERVER_SETTINGS = {
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
  trustedProxies: setting<readonly string[]>({
    variable: 'COLLOQUY_TRUST_PROXY',
    standard: [],
    parse: networks,
    help: 'addresses of the proxies whose X-Forwarded-For is believed, with commas between them',
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
};
