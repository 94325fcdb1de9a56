import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';
import { callerOf } from '../../../test/v1-caller.ts';

describe('/v1/dialog and /v1/conversation', () => {
  let house: HttpApp;
  let ann: Resident;
  const loose = callerOf(() => house);
  const call = async (url: string, payload?: object | string) => (await loose(url, payload, ann.token)).body;
  beforeAll(async () => {
    house = await createHttpApp({ now: () => 2_000 });
    ann = await house.settle('ann');
  });
  afterAll(() => house.close());

  it('lists assistants, and gives one', async () => {
    const list = await call('/dialog/list');
    expect(list).toMatchObject({ code: 0, message: 'success' });
    expect(list.data).toEqual([(await call(`/dialog/get?dialog_id=${ann.dialog.id}`)).data]);
    expect(list.data[0]).toMatchObject({
      id: ann.dialog.id,
      kb_ids: [ann.base.id],
      kb_names: ['Handbook'],
      status: '1',
    });
    expect(await call('/dialog/get?dialog_id=none')).toEqual({ code: 102, message: 'Dialog not found!' });
    expect(await call('/dialog/get')).toEqual({
      code: 100,
      message: "<BadRequestKeyError '400: Bad Request'>",
      data: null,
    });
  });

  it('makes a conversation with the id that the client chose', async () => {
    const wish = {
      conversation_id: 'my-own-id',
      is_new: true,
      dialog_id: ann.dialog.id,
      name: 'n'.repeat(300),
    };
    const made = await call('/conversation/set', wish);
    expect(made).toEqual({
      code: 0,
      message: 'success',
      data: {
        id: 'my-own-id',
        dialog_id: ann.dialog.id,
        name: 'n'.repeat(255),
        message: [{ role: 'assistant', content: 'Hi!' }],
        user_id: ann.tenantId,
        reference: [],
      },
    });
    expect((await call('/conversation/set', wish)).code).toBe(102);
    expect((await call('/conversation/set', { ...wish, conversation_id: undefined })).data.id).toMatch(
      /^[0-9a-f]{32}$/,
    );
    const twice = [1, 2].map(() =>
      call('/conversation/set', { ...wish, conversation_id: 'at-the-same-moment' }),
    );
    expect((await Promise.all(twice)).map(({ code }) => code).sort()).toEqual([0, 102]);
  });

  it('cuts a name by characters, and takes null for a name that was not sent', async () => {
    const wish = { is_new: true, dialog_id: ann.dialog.id, name: '\u{1f642}'.repeat(300) };
    const { id, name } = (await call('/conversation/set', wish)).data;
    expect(name).toBe('\u{1f642}'.repeat(255));
    const change = { is_new: false, conversation_id: id, name: null };
    expect((await call('/conversation/set', change)).data.name).toBe(name);
  });

  it.each([
    ['set', { conversation_id: 'x' }, 101, 'required argument are missing: is_new; '],
    ['set', { is_new: true, dialog_id: 'none' }, 102, 'Dialog not found'],
    [
      'set',
      { is_new: true, dialog_id: 'DIALOG', conversation_id: '../x' },
      101,
      '`conversation_id` may have 1 to 64 letters, digits, `-` and `_`.',
    ],
    ['set', { is_new: false, conversation_id: 'none' }, 102, 'Conversation not found!'],
    ['rm', { conversation_ids: null }, 101, '`conversation_ids` must be a list of ids.'],
    ['rm', {}, 101, 'required argument are missing: conversation_ids; '],
    ['rm', { conversation_ids: ['none'] }, 102, 'Conversation not found!'],
    ['stop', {}, 101, 'required argument are missing: conversation_id; '],
    ['stop', { conversation_id: 'none' }, 102, 'Conversation not found!'],
    ['completion', {}, 101, 'required argument are missing: conversation_id,messages; '],
    [
      'completion',
      { conversation_id: 'none', messages: [{ role: 'user', content: 'x' }] },
      102,
      'Conversation not found!',
    ],
    [
      'completion',
      { conversation_id: 'x', messages: [] },
      101,
      '`messages` must hold at least one message from the user.',
    ],
    ['completion', '"text"', 100, `AttributeError("'str' object has no attribute 'get'")`],
  ] as const)('/%s %j answers %i', async (action, payload, code, message) => {
    const body =
      typeof payload === 'string' ? payload : JSON.stringify(payload).replace('DIALOG', ann.dialog.id);
    const answer = await call(`/conversation/${action}`, body);
    expect(answer).toEqual(code === 102 ? { code, message } : { code, message, data: null });
  });

  it('lists conversations newest first, and removes those before a bad one', async () => {
    const ids = await Promise.all(
      [1, 2].map(
        async () =>
          (await call('/conversation/set', { is_new: true, dialog_id: ann.dialog.id })).data.id as string,
      ),
    );
    const list = await call(`/conversation/list?dialog_id=${ann.dialog.id}`);
    expect(list.data.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(ids));
    expect(await call('/conversation/list?dialog_id=none')).toEqual({
      code: 103,
      message: 'Only owner of dialog authorized for this operation.',
      data: false,
    });
    expect((await call('/conversation/rm', { conversation_ids: [ids[0], 'none', ids[1]] })).code).toBe(102);
    expect(await house.repositories.conversations.find(ids[0] ?? '')).toBeUndefined();
    expect(await house.repositories.conversations.find(ids[1] ?? '')).toBeDefined();
    expect(await call('/conversation/rm', { conversation_ids: [ids[1]] })).toEqual({
      code: 0,
      message: 'success',
      data: true,
    });
  });
});
