import { readStored, removeStored, writeStored } from '../../app/stored.ts';

/** What was typed but not sent, by conversation; `undefined` stands for the conversation that is to begin. */
export function readDraft(conversationId: string | undefined): string {
  return readStored(nameOf(conversationId)) ?? '';
}

/** Keeps a draft over reloads; an empty one is forgotten. */
export function keepDraft(conversationId: string | undefined, text: string): void {
  writeStored(nameOf(conversationId), text);
}

/** Forgets every draft: somebody else has signed in. */
export function forgetDrafts(): void {
  removeStored('draft.');
}

function nameOf(conversationId: string | undefined): string {
  return `draft.${conversationId ?? 'new'}`;
}
