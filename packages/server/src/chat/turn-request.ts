import type { Authorized } from '../domain/access.ts';
import type { Answer } from '../domain/chat-event.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Dialog } from '../domain/dialog.ts';
import type { GenerationSettings, ModelRef } from '../domain/model.ts';
import type { Logged } from '../ports/event-log.ts';

/** An earlier message that the client brought along. */
export interface HistoryMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** A stored message of this id and role wins over the one sent. */
  readonly id?: string;
}

export interface TurnRequest {
  readonly tenantId: string;
  readonly userId: string;
  readonly dialog: Authorized<Dialog>;
  /** Absent: nothing is stored, and the turn ends when its reader leaves. */
  readonly conversation?: Authorized<Conversation>;
  readonly question: { readonly id: string; readonly text: string; readonly documentIds?: readonly string[] };
  /** A stored question that this one replaces, with all that follows it; only in a stored conversation. */
  readonly replaces?: string;
  /** Messages before the question; for a stored conversation only those it does not know count. */
  readonly history?: readonly HistoryMessage[];
  /** Searched instead of the dialog's own bases; already checked to be the tenant's. */
  readonly knowledgeBaseIds?: readonly string[];
  /** Restricts retrieval further. */
  readonly documentIds?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** False: no citations in this answer. */
  readonly cite?: boolean;
  /** Another model for this question. */
  readonly model?: { readonly ref: ModelRef; readonly settings: GenerationSettings };
}

/** The turns of the server: started, followed, stopped, recovered. A turn goes on whether or not anybody reads it. */
export interface Turns {
  /**
   * Stores the question and an open answer, then sets the answer going. A repeated request for a question whose
   * turn runs joins that turn; after its end a new alternative answer begins.
   */
  start(
    request: TurnRequest,
  ): Promise<{ readonly turnId: string; readonly messageId: string; readonly joined: boolean }>;
  /**
   * The events after number `after`, then the new ones until the last. For a turn whose log is gone: one last event
   * made from the stored answer. The caller has checked that the turn is its own (see {@link Turns.find}).
   */
  follow(
    turnId: string,
    options: { readonly after: number; readonly signal: AbortSignal },
  ): AsyncIterable<Logged>;
  /** Whose turn this is; undefined when there is no such turn. */
  find(turnId: string): Promise<
    | {
        readonly turnId: string;
        readonly tenantId: string;
        readonly conversationId: string;
        readonly messageId: string;
        readonly ended: boolean;
      }
    | undefined
  >;
  /**
   * The answer of a running turn, at least as far as any reader has seen it: what a conversation shows that is read
   * while the answer is being written. Undefined when the turn does not run.
   */
  soFar(turnId: string): Promise<Answer | undefined>;
  /** Ends a running turn: the provider is aborted, the text so far is kept. False when it was not running. */
  stop(turnId: string): Promise<boolean>;
  /** Stops every running turn of a conversation; returns how many. */
  stopConversation(conversationId: string): Promise<number>;
  /** Closes what a crash left open: last event `interrupted`, partial text kept. Returns how many. */
  recover(): Promise<number>;
  /** Waits for running turns, at most `milliseconds`, then ends the rest as `interrupted`. New turns are refused. */
  drain(milliseconds: number): Promise<void>;
}
