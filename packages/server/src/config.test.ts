import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('readConfig', () => {
  it('takes a flag before the environment before the default, and says which', () => {
    const { config, entries } = readConfig({ port: '1234' }, { COLLOQUY_PORT: '99', COLLOQUY_HOST: '::1' });
    expect(config.port).toBe(1234);
    expect(config.host).toBe('::1');
    expect(config.drainSeconds).toBe(8);
    const origins = Object.fromEntries(entries.map((entry) => [entry.name, entry.origin]));
    expect(origins).toMatchObject({ port: '--port', host: 'COLLOQUY_HOST', drainSeconds: 'default' });
  });

  it('names the variable and the remedy when a value cannot be used', () => {
    expect(() => readConfig({}, { COLLOQUY_PORT: '70000' })).toThrow(
      'COLLOQUY_PORT must be a whole number from 0 to 65535, but is "70000".',
    );
    expect(() => readConfig({ data: '' }, {})).toThrow('--data must name a folder');
    expect(() => readConfig({ port: 'x' }, {})).toThrow('--port must be a whole number');
    expect(() => readConfig({}, { COLLOQUY_LOG_LEVEL: 'loud' })).toThrow('must be one of silent, error');
    expect(() => readConfig({}, { COLLOQUY_CHAT_URL: 'ftp://x' })).toThrow('http or https');
  });

  it('asks for the model when an address is given', () => {
    expect(() => readConfig({}, { COLLOQUY_CHAT_URL: 'http://127.0.0.1:1/v1/' })).toThrow(
      'COLLOQUY_CHAT_MODEL',
    );
    const { config } = readConfig(
      {},
      { COLLOQUY_CHAT_URL: 'http://127.0.0.1:1/v1/', COLLOQUY_CHAT_MODEL: 'm' },
    );
    expect(config.chatUrl).toBe('http://127.0.0.1:1/v1');
  });

  it('believes no proxy unless its address is given', () => {
    expect(readConfig({}, {}).config.trustedProxies).toEqual([]);
    const given = ' 127.0.0.1, 10.0.0.0/8,::1,fd00::/8 ,loopback';
    const { config } = readConfig({}, { COLLOQUY_TRUST_PROXY: given });
    expect(config.trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', 'loopback']);
    for (const wrong of ['true', '1', '10.0.0.0/33', 'proxy.example', '::1/129', '10.0.0.1/8/8', '*'])
      expect(() => readConfig({}, { COLLOQUY_TRUST_PROXY: wrong })).toThrow('COLLOQUY_TRUST_PROXY must list');
  });

  it('never shows a secret', () => {
    const { config, entries } = readConfig({}, { COLLOQUY_CHAT_KEY: 'sk-very-secret' });
    expect(config.chatKey).toBe('sk-very-secret');
    expect(JSON.stringify(entries)).not.toContain('sk-very-secret');
  });
});
