import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../test/http-app.ts';

describe('fields of a body', () => {
  let house: HttpApp;
  let ann: Resident;
  let bob: Resident;
  beforeAll(async () => {
    house = await createHttpApp();
    ann = await house.settle('ann');
    bob = await house.settle('bob');
  });
  afterAll(() => house.close());

  it('does not search a foreign base, nor ask a foreign assistant, from a conversation of one own (S2)', async () => {
    const { conversationId } = bob;
    for (const stolen of [{ baseIds: [ann.base.id] }, { baseIds: [bob.base.id, ann.base.id] }]) {
      const payload = { conversationId, question: 'What?', ...stolen };
      const answer = await house.app.inject({
        method: 'POST',
        url: '/turns',
        headers: house.headers(bob),
        payload,
      });
      expect(answer.statusCode).toBe(404);
    }
    const unstored = { dialogId: ann.dialog.id, question: 'What?' };
    const answer = await house.app.inject({
      method: 'POST',
      url: '/turns',
      headers: house.headers(bob),
      payload: unstored,
    });
    expect(answer.statusCode).toBe(404);
    const v1 = { is_new: true, dialog_id: ann.dialog.id };
    const made = await house.app.inject({
      method: 'POST',
      url: '/v1/conversation/set',
      headers: house.headers(bob),
      payload: v1,
    });
    expect(made.json()).toEqual({ code: 102, message: 'Dialog not found' });
  });

  it('does not take over a conversation by making one with its id', async () => {
    const payload = { is_new: true, conversation_id: ann.conversationId, dialog_id: bob.dialog.id };
    const answer = await house.app.inject({
      method: 'POST',
      url: '/v1/conversation/set',
      headers: house.headers(bob),
      payload,
    });
    expect(answer.json().code).toBe(102);
    expect((await house.repositories.conversations.find(ann.conversationId))?.tenantId).toBe(ann.tenantId);
  });

  it('takes no field from a body that a caller may not set (S3)', async () => {
    const fields = {
      tenant_id: bob.tenantId,
      user_id: 'x',
      message: [],
      reference: [{}],
      create_time: 1,
      dialog_id: 'y',
    };
    const payload = { is_new: false, conversation_id: ann.conversationId, name: 'Renamed', ...fields };
    const earlier = await house.repositories.conversations.find(ann.conversationId);
    const answer = await house.app.inject({
      method: 'POST',
      url: '/v1/conversation/set',
      headers: house.headers(ann),
      payload,
    });
    expect(answer.json().code).toBe(0);
    const later = await house.repositories.conversations.find(ann.conversationId);
    expect({ ...later, updatedAt: 0 }).toEqual({ ...earlier, name: 'Renamed', updatedAt: 0 });
    expect(answer.json().data.message).toHaveLength(1);

    const typed = {
      method: 'PATCH',
      url: `/conversations/${ann.conversationId}`,
      headers: house.headers(ann),
    } as const;
    const refused = await house.app.inject({ ...typed, payload: { name: 'x', tenantId: bob.tenantId } });
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ code: 'invalid-request', field: 'tenantId' });
  });
});
