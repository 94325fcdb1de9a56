import { parseDocument } from './parse-document.ts';
import { prepareDocument } from './prepare-document.ts';

/** What runs in threads: pure functions, callable without any. */
export const tasks = { parseDocument, prepareDocument } as const;

/** The same as types, for a `CpuPool`. */
export type Tasks = {
  readonly [Name in keyof typeof tasks]: {
    readonly input: Parameters<(typeof tasks)[Name]>[0];
    readonly output: Awaited<ReturnType<(typeof tasks)[Name]>>;
  };
};
