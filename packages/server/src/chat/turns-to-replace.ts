import type { Conversations } from '../ports/repositories.ts';
import type { TurnRequest } from './turn-request.ts';

/** The turns of the question that a request replaces and of all behind it; none when it has done so already. */
export async function turnsToReplace(
  conversations: Pick<Conversations, 'messages'>,
  { conversation, replaces, question }: TurnRequest,
): Promise<readonly string[]> {
  if (conversation === undefined || replaces === undefined) return [];
  const messages = await conversations.messages(conversation.id);
  if (messages.some(({ role, id }) => role === 'user' && id === question.id)) return [];
  const first = messages.findIndex(({ role, id }) => role === 'user' && id === replaces);
  if (first < 0) return [];
  return messages.slice(first).flatMap((message) => (message.role === 'assistant' ? [message.turnId] : []));
}
