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
  /** Bytes of documents by name; the others are their texts. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Texts of documents by name, before those of the script. */
  readonly texts: Map<string, string>;
  readonly conversations: ConversationView[];
  readonly dialogs: DialogSummary[];
  /** Tokens that are known; emptied to end all sessions. */
  readonly tokens: Set<string>;
  /** Cuts every open connection. */
  cut(): void;
  /** The first account has been made. */
  claimed: boolean;
  nickname: string;
  maxUploadBytes: number;
  /** Uploads are answered when this is fulfilled. */
  uploadsHeld: Promise<void>;
  /** The queries with which documents were listed. */
  readonly listed: string[];
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
    files: new Map(),
    texts: new Map(),
    conversations: [],
    dialogs: [{ id: 'd', name: 'Assistant', description: '', baseIds: [], searchEverything: true }],
    tokens: new Set(),
    claimed: false,
    nickname: 'Ada',
    maxUploadBytes: 512 * 1_048_576,
    uploadsHeld: Promise.resolve(),
    listed: [],
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
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
    this.headers = headers;
  }
}

export function fail(status: number, code: string, message: string, field?: string): never {
  throw new Refusal(status, { code, message, retryable: false, ...(field ? { field } : {}) });
}
