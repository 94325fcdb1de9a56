export { type Client, createClient } from './client.ts';
export { ColloquyError } from './colloquy-error.ts';
export type { FileToAdd, WaitOptions } from './documents.ts';
export { endsTurn, type TurnEvent } from './event-stream.ts';
export type { AskOptions, FollowOptions } from './events.ts';
export { newMessageId } from './new-message-id.ts';
export type { ClientOptions } from './transport.ts';
