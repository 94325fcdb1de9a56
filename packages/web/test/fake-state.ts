import type { Base, ConversationView, DialogSummary, LibraryDocument, Problem } from '@colloquy/protocol';
import { TEXTS } from './fake-script.ts';
import { createFakeTurns, type FakeTurns } from './fake-turns.ts';

/** A scripted server that keeps everything in memory, to see the page without the real one. */
export interface FakeServer {
  readonly url: string;
  readonly code: string;
  readonly turns: FakeTurns;
  readonly bases: Base[];
  readonly documents: LibraryDocument[];
  readonly conversations: ConversationView[];
  readonly dialogs: DialogSummary[];
  /** Tokens that are known; emptied to end all sessions. */
  readonly tokens: Set<string>;
  /** Cuts every open connection. */
  cut(): void;
  /** While false, nothing is answered. */
  reachable: boolean;
  addBase(name: string): Base;
  addDocument(base: Base, name: string, change?: Partial<LibraryDocument>): LibraryDocument;
  close(): Promise<void>;
}

/** The same, for the server itself to fill in. */
export type State = { -readonly [Key in keyof FakeServer]: FakeServer[Key] };

export function createState(): State {
  const state: State = {
    url: '',
    code: 'fake-code',
    turns: createFakeTurns(),
    bases: [],
    documents: [],
    conversations: [],
    dialogs: [{ id: 'd', name: 'Assistant', description: '', baseIds: [], searchEverything: true }],
    tokens: new Set(),
    reachable: true,
    cut: () => undefined,
    close: async () => undefined,
    addBase(name) {
      const base: Base = {
        id: `base-${state.bases.length + 1}`,
        name,
        documents: 0,
        ready: 0,
        failed: 0,
        passages: 0,
        bytes: 0,
        createdAt: Date.now(),
      };
      state.bases.push(base);
      return base;
    },
    addDocument(base, name, change = {}) {
      const id = `document-${state.documents.length + 1}`;
      const now = Date.now();
      const common = {
        id,
        baseId: base.id,
        name,
        mediaType: 'text/markdown',
        contentHash: id,
        createdAt: now,
        updatedAt: now,
      };
      const text = TEXTS[name] ?? `${name}\n\nNothing of note.`;
      const document: LibraryDocument = {
        ...common,
        size: text.length * 97,
        status: 'ready',
        progress: 1,
        passages: 12,
        ...change,
      };
      state.documents.push(document);
      return document;
    },
  };
  return state;
}

export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

export function fail(status: number, code: string, message: string, field?: string): never {
  throw new Refusal(status, { code, message, retryable: false, ...(field ? { field } : {}) });
}
