import type { ConversationView } from '@colloquy/protocol';
import { scriptedAnswer, scriptedCitations, scriptedEvents, scriptedSources, TRACE } from './fake-script.ts';
import type { FakeServer } from './fake-state.ts';

/** Puts a conversation of `count` answered questions into the server: "Question 1" and so on. */
export function addLongConversation(fake: FakeServer, count: number): ConversationView {
  const sources = scriptedSources(fake.documents);
  const citations = scriptedCitations(sources);
  const text = scriptedEvents(sources, citations)
    .map((event) => (event.type === 'text-delta' ? event.delta : ''))
    .join('');
  const exchanges = Array.from({ length: count }, (_, index) => ({
    id: `m${index + 1}`,
    question: `Question ${index + 1}`,
    createdAt: index,
    answers: [
      {
        turnId: `long-${index + 1}`,
        alternative: 0,
        status: 'done' as const,
        answer: scriptedAnswer(text, sources, citations),
        finishReason: 'stop' as const,
        usage: { inputTokens: 812, outputTokens: 164 },
        trace: TRACE,
        createdAt: index,
      },
    ],
  }));
  const conversation: ConversationView = {
    id: 'long',
    name: 'A long conversation',
    dialogId: 'd',
    createdAt: 1,
    updatedAt: Date.now(),
    opener: '',
    exchanges,
  };
  fake.conversations.push(conversation);
  return conversation;
}

/** Fills the list with conversations of many days: "Conversation 1" is the oldest. */
export function addManyConversations(fake: FakeServer, count: number): void {
  const now = Date.now();
  for (let index = count; index > 0; index--) {
    const time = now - index * 8 * 3_600_000;
    fake.conversations.push({
      id: `many-${count - index + 1}`,
      name: `Conversation ${count - index + 1}`,
      dialogId: 'd',
      createdAt: time,
      updatedAt: time,
      opener: '',
      exchanges: [],
    });
  }
}
