import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/domain/conversation.ts';
import type { Repositories } from '../../src/ports/repositories.ts';
import { answer, begin, conversation, finalAnswer, label, question, turn } from './sample-entities.ts';

/** Conversations, messages and turns; part of the suite of repositories. */
export function describeConversations(all: () => Repositories): void {
  describe('conversations', () => {
    beforeEach(() => all().conversations.save(conversation('v')));

    it('keeps conversations of embedded pages apart', async () => {
      const embedded = conversation('e', { embedded: true, visitor: 'somebody' });
      await all().conversations.save(embedded);
      await all().conversations.save(conversation('v'));
      expect(await all().conversations.find('e')).toEqual(embedded);
      const ids = async (filter: { embedded?: true }) =>
        (await all().conversations.list({ tenantId: 't', ...filter }, { offset: 0, limit: 9 })).map(
          ({ id }) => id,
        );
      expect(await ids({})).toEqual(['v']);
      expect(await ids({ embedded: true })).toEqual(['e']);
    });

    it('keeps what a client sent beside a question', async () => {
      await all().conversations.save(conversation('v'));
      const extras = { files: [{ id: 'f', size: 3 }] };
      await all().conversations.import('v', [{ ...question('q1', 0), extras }]);
      expect(await all().conversations.messages('v')).toEqual([{ ...question('q1', 0), extras }]);
    });

    it('lists those of a tenant and an assistant, newest first', async () => {
      await all().conversations.save(conversation('w', { createdAt: 3 }));
      await all().conversations.save(conversation('x', { createdAt: 2, dialogId: 'g2' }));
      await all().conversations.save(conversation('y', { tenantId: 'other' }));
      const page = { offset: 0, limit: 10 };
      const ids = async (dialogId?: string) =>
        (await all().conversations.list({ tenantId: 't', dialogId }, page)).map((one) => one.id);
      expect(await ids()).toEqual(['w', 'x', 'v']);
      expect(await ids('g1')).toEqual(['w', 'v']);
      expect(await all().conversations.list({ tenantId: 't' }, { offset: 1, limit: 1 })).toEqual([
        conversation('x', { createdAt: 2, dialogId: 'g2' }),
      ]);
    });

    it('stores question and open answer before anything else, and the final answer at the end', async () => {
      await begin(all(), 'q1', 'turn1');
      const running = answer('q1', 'turn1', { status: 'running', content: '' });
      expect(await all().conversations.messages('v')).toEqual([
        question('q1', 0),
        { ...running, alternative: 0 },
      ]);
      expect((await all().conversations.find('v'))?.updatedAt).toBe(50);
      expect(await all().conversations.openTurns()).toEqual([turn('q1', 'turn1')]);
      const final = finalAnswer('q1', 'turn1');
      await all().conversations.endTurn('turn1', final);
      expect(await all().conversations.answers('v', 'q1')).toEqual([{ ...final, alternative: 0 }]);
      expect(await all().conversations.openTurns()).toEqual([]);
      expect(await all().conversations.findTurn('turn1')).toEqual({
        ...turn('q1', 'turn1'),
        answer: { ...final, alternative: 0 },
      });
      await all().conversations.endTurn('turn1', answer('q1', 'turn1', { content: 'too late' }));
      expect((await all().conversations.findTurn('turn1'))?.answer.content).toBe(final.content);
    });

    it('keeps 20 parallel questions with positions of their own', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, n) => begin(all(), `q${n}`, `turn${n}`)));
      const messages = await all().conversations.messages('v');
      const questions = messages.filter((message) => message.role === 'user');
      expect(questions.map((message) => message.position)).toEqual(Array.from({ length: 20 }, (_, n) => n));
      expect(messages.filter((message) => message.role === 'assistant')).toHaveLength(20);
      expect(await all().conversations.openTurns()).toHaveLength(20);
    });

    it('gives a question that is asked again a new alternative, also in parallel', async () => {
      await begin(all(), 'q1', 'turn1');
      await begin(all(), 'q2', 'turn2');
      await Promise.all([3, 4, 5].map((n) => begin(all(), 'q1', `turn${n}`)));
      const messages = await all().conversations.messages('v');
      expect(messages.map(label)).toEqual(['q1', 'q1/0', 'q1/1', 'q1/2', 'q1/3', 'q2', 'q2/0']);
      await all().conversations.endTurn('turn1', answer('q1', 'turn1', { content: 'first' }));
      const answers = await all().conversations.answers('v', 'q1');
      expect(answers[0]?.content).toBe('first');
      expect(answers.slice(1).every((one) => one.status === 'running')).toBe(true);
    });

    it('finds the latest questions with their newest answers', async () => {
      for (let n = 0; n < 5; n += 1) await begin(all(), `q${n}`, `turn${n}`);
      await begin(all(), 'q3', 'again');
      expect((await all().conversations.recent('v', 2)).map(label)).toEqual(['q3', 'q3/1', 'q4', 'q4/0']);
      expect((await all().conversations.recent('v', 99)).map(label)).toHaveLength(10);
      expect(await all().conversations.recent('v', 0)).toEqual([]);
      expect(await all().conversations.recent('unknown', 5)).toEqual([]);
    });

    it('refuses a turn in a conversation that is gone or another tenant’s, and a turn id that is taken', async () => {
      const gone = { ...turn('q1', 'turn1'), conversationId: 'gone' };
      await expect(
        all().conversations.beginTurn(
          gone,
          { ...question('q1', 0), conversationId: 'gone' },
          { ...answer('q1', 'turn1'), conversationId: 'gone' },
        ),
      ).rejects.toMatchObject({ code: 'not-found' });
      await expect(begin(all(), 'q1', 'turn1', { tenantId: 'other' })).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await all().conversations.messages('v')).toEqual([]);
      await begin(all(), 'q1', 'turn1');
      await expect(begin(all(), 'q2', 'turn1')).rejects.toMatchObject({ code: 'conflict' });
      expect((await all().conversations.messages('v')).map(label)).toEqual(['q1', 'q1/0']);
    });

    it('forgets messages and turns with their conversation; a late end changes nothing', async () => {
      await begin(all(), 'q1', 'turn1');
      await all().conversations.remove('v');
      await all().conversations.endTurn('turn1', finalAnswer('q1', 'turn1'));
      expect(await all().conversations.messages('v')).toEqual([]);
      expect(await all().conversations.openTurns()).toEqual([]);
      expect(await all().conversations.findTurn('turn1')).toBeUndefined();
      expect(await all().conversations.turnsReferring('d1')).toEqual([]);
    });

    it('removes a question with its answers and turns', async () => {
      await begin(all(), 'q1', 'turn1');
      await begin(all(), 'q1', 'turn2');
      await begin(all(), 'q2', 'turn3');
      expect(await all().conversations.removeMessage('v', 'q1')).toBe(true);
      expect(await all().conversations.removeMessage('v', 'q1')).toBe(false);
      expect(await all().conversations.removeMessage('other', 'q2')).toBe(false);
      expect((await all().conversations.messages('v')).map(label)).toEqual(['q2', 'q2/0']);
      expect(await all().conversations.findTurn('turn1')).toBeUndefined();
      await begin(all(), 'q3', 'turn4');
      expect((await all().conversations.messages('v')).map(label)).toEqual(['q2', 'q2/0', 'q3', 'q3/0']);
    });

    it('replaces a question and all behind it by another, in one unit', async () => {
      for (const n of [1, 2, 3]) await begin(all(), `q${n}`, `turn${n}`);
      await begin(all(), 'q4', 'turn4', { replaces: 'q2' });
      expect((await all().conversations.messages('v')).map(label)).toEqual(['q1', 'q1/0', 'q4', 'q4/0']);
      expect(await all().conversations.findTurn('turn3')).toBeUndefined();
      expect(await all().conversations.openTurns()).toEqual([turn('q1', 'turn1'), turn('q4', 'turn4')]);
      await all().conversations.endTurn('turn3', finalAnswer('q3', 'turn3'));
      expect((await all().conversations.messages('v')).map(label)).toEqual(['q1', 'q1/0', 'q4', 'q4/0']);
      await expect(begin(all(), 'q5', 'turn1', { replaces: 'q4' })).rejects.toMatchObject({
        code: 'conflict',
      });
      expect((await all().conversations.messages('v')).map(label)).toEqual(['q1', 'q1/0', 'q4', 'q4/0']);
    });

    it('keeps what people think of an answer, of that answer alone', async () => {
      await begin(all(), 'q1', 'turn1');
      await begin(all(), 'q1', 'turn2');
      const named = { conversationId: 'v', id: 'q1', turnId: 'turn2' };
      const rated = async () =>
        (await all().conversations.answers('v', 'q1')).map(({ feedback }) => feedback);
      expect(await all().conversations.rateAnswer(named, { thumb: 'down', text: 'Wrong page.' })).toBe(true);
      expect(await rated()).toEqual([undefined, { thumb: 'down', text: 'Wrong page.' }]);
      await all().conversations.endTurn('turn2', finalAnswer('q1', 'turn2'));
      expect(await rated()).toEqual([undefined, { thumb: 'down', text: 'Wrong page.' }]);
      await all().conversations.rateAnswer(named, { thumb: 'up' });
      expect(await rated()).toEqual([undefined, { thumb: 'up' }]);
      await all().conversations.rateAnswer(named, undefined);
      expect(await rated()).toEqual([undefined, undefined]);
      for (const wrong of [{ conversationId: 'w' }, { id: 'q2' }, { turnId: 'turn9' }])
        expect(await all().conversations.rateAnswer({ ...named, ...wrong }, { thumb: 'up' })).toBe(false);
    });

    it('finds the ended turns that refer to a document', async () => {
      await begin(all(), 'q1', 'turn1');
      await begin(all(), 'q2', 'turn2');
      await all().conversations.endTurn('turn1', finalAnswer('q1', 'turn1'));
      expect(await all().conversations.turnsReferring('d1')).toEqual(['turn1']);
      expect(await all().conversations.turnsReferring('d2')).toEqual([]);
    });

    it('imports what it does not know, once, also in parallel', async () => {
      await begin(all(), 'q2', 'turn2');
      const history: Message[] = [
        question('q1', 7),
        { ...answer('q1', '', { content: 'old' }), alternative: 0 },
        question('q2', 8),
        { ...answer('q2', '', { content: 'ignored' }), alternative: 0 },
      ];
      await Promise.all([1, 2, 3].map(() => all().conversations.import('v', history)));
      const messages = await all().conversations.messages('v');
      expect(messages.map(label)).toEqual(['q2', 'q2/0', 'q1', 'q1/0']);
      expect(messages.at(-1)?.content).toBe('old');
      await expect(all().conversations.import('gone', history)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('keeps two conversations with the same message ids apart', async () => {
      await all().conversations.save(conversation('w'));
      await begin(all(), 'q1', 'turn1');
      await all().conversations.beginTurn(
        { ...turn('q1', 'turn2'), conversationId: 'w' },
        { ...question('q1', 0), conversationId: 'w', content: 'w' },
        { ...answer('q1', 'turn2'), conversationId: 'w' },
      );
      await all().conversations.remove('v');
      expect((await all().conversations.messages('w')).map((one) => one.content)[0]).toBe('w');
      expect((await all().conversations.findTurn('turn2'))?.conversationId).toBe('w');
    });
  });
}
