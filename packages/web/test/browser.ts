import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = process.env.COLLOQUY_CHROMIUM ?? '/usr/bin/chromium';

/** True when browser tests can run. Where nothing may be skipped they run anyway, and say what is missing. */
export const hasBrowser = existsSync(CHROMIUM) || process.env.COLLOQUY_NO_SKIP === '1';

/** A headless Chromium that speaks to nobody but the page under test. */
export function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const plain = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...quiet, ...plain] });
}
