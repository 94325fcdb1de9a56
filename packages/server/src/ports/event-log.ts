import type { ChatEvent } from '../domain/chat-event.ts';

export interface Logged {
  /** From 1, without gaps, within a turn. */
  readonly seq: number;
  readonly event: ChatEvent;
}

/** The durable log of turns. A reader never sees an event that is not in the log. */
export interface EventLog {
  /** Resolves with the event's number once it has been written. Rejects for a turn that has ended or been removed. */
  append(turnId: string, event: ChatEvent): Promise<number>;
  /**
   * Replays the events after number `after` (0: all), then follows until the last event of the turn. Ends at once
   * for a turn that the log does not know, and without a last event when the turn is removed. An abort throws the
   * signal's reason. A slow reader costs a bounded buffer.
   */
  read(
    turnId: string,
    options: { readonly after: number; readonly signal: AbortSignal },
  ): AsyncIterable<Logged>;
  /** True while the log holds events of this turn. */
  has(turnId: string): Promise<boolean>;
  /** Turns whose last event has not been logged: what a crash left behind. */
  open(): Promise<readonly string[]>;
  /** Forgets a turn: its events are gone from disk, its readers end. */
  remove(turnId: string): Promise<void>;
  /** Forgets turns that ended before `time` (milliseconds since the epoch); returns how many. */
  prune(endedBefore: number): Promise<number>;
  /** Everything appended is on disk (fsync) when this resolves. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
