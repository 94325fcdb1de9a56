import type { Diagnosis, ModelCheck } from '@colloquy/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import type { ApiKeyDesk } from '../accounts/api-keys.ts';
import type { Presenter } from '../chat/present.ts';
import type { TurnService } from '../chat/turns.ts';
import type { ModelRef } from '../domain/model.ts';
import type { Library } from '../ingest/library.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { ConversationDesk } from './conversation-desk.ts';
import type { SseTimes } from './sse.ts';
import type { TurnReaders } from './stream-turn.ts';

export interface HttpSettings {
  readonly version: string;
  /** The address that is listened on; on loopback the `Host` header is checked. */
  readonly host: string;
  /** Further names by which a server on loopback may be called. */
  readonly allowedHosts: readonly string[];
  /** Addresses and networks of the proxies whose `X-Forwarded-For` is believed; absent: nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Connections at the same time; further ones are closed as they come. */
  readonly maxConnections?: number;
  /** Where everything is kept; told to the owner of the server alone. */
  readonly dataFolder?: string;
  /** Largest file of an upload, bytes. */
  readonly maxUploadBytes: number;
  /** How long requests and streams may go on after `close()`. */
  readonly drainMilliseconds: number;
  /** The built page; absent: only the API is served. */
  readonly webFolder?: string;
  readonly sse?: SseTimes;
}

/** What the HTTP layer is made of. */
export interface HttpParts {
  readonly accounts: Accounts;
  readonly apiKeys: ApiKeyDesk;
  readonly turns: Omit<TurnService, 'recover' | 'drain' | 'prune'>;
  readonly presenter: Presenter;
  readonly library: Library;
  readonly repositories: Repositories;
  readonly models: ModelCatalog;
  readonly settings: HttpSettings;
  readonly countTokens: (text: string) => number;
  /** Asks a model for next to nothing; says at which step it failed. */
  readonly checkModel: (
    tenantId: string,
    model: { readonly ref: ModelRef; readonly kind: 'chat' | 'embedding' },
    signal?: AbortSignal,
  ) => Promise<ModelCheck>;
  /** The state of the installation, told to its owner on the same machine. */
  readonly diagnose?: () => Promise<Diagnosis>;
  readonly logger?: FastifyBaseLogger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The parts with what the dialects share. */
export interface DialectParts extends HttpParts {
  readonly readers: TurnReaders;
  readonly conversationDesk: ConversationDesk;
  readonly now: () => number;
}
