import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';
import { oldCallerOf } from '../../../test/old-caller.ts';

describe('/api/v1', () => {
  let house: HttpApp;
  let ann: Resident;
  let bob: Resident;
  const call = oldCallerOf(() => house);
  const stopOf = ({ dialog, conversationId }: Resident) =>
    `/api/v1/chats/${dialog.id}/sessions/${conversationId}/stop`;
  const infoOf = ({ dialog }: Resident) => `/api/v1/chatbots/${dialog.id}/info`;
  beforeAll(async () => {
    house = await createHttpApp();
    ann = await house.settle('ann');
    bob = await house.settle('bob');
  });
  afterAll(() => house.close());

  it('says what is wrong with a key in the words that clients know', async () => {
    const refusals = [
      [undefined, { code: 0, data: false, message: "`Authorization` can't be empty" }],
      [ann.apiKey, { code: 0, data: false, message: 'Please check your authorization format.' }],
      ['Bearer x', { code: 109, data: false, message: 'Authentication error: API key is invalid!' }],
    ] as const;
    for (const [authorization, expected] of refusals) {
      expect(await call('POST', stopOf(ann), { ...(authorization && { authorization }) })).toEqual(expected);
    }
  });

  it('says what is wrong with the token of an embedded page', async () => {
    const invalid = { code: 102, message: 'Authorization is not valid!"' };
    expect(await call('GET', infoOf(ann))).toEqual(invalid);
    expect(await call('GET', infoOf(ann), { authorization: ann.beta })).toEqual(invalid);
    expect(await call('GET', infoOf(ann), { authorization: 'Bearer x' })).toEqual({
      code: 102,
      message: 'Authentication error: API key is invalid!"',
    });
  });

  it('answers an unknown address and a wrong method with code 100', async () => {
    const notFound = { code: 100, message: "<NotFound '404: Not Found'>", data: null };
    expect(await call('GET', '/api/v1/nothing')).toEqual(notFound);
    expect(await call('GET', '/api/v1//chats//')).toEqual(notFound);
    expect(await call('DELETE', infoOf(ann))).toEqual({
      code: 100,
      message: "<MethodNotAllowed '405: Method Not Allowed'>",
      data: null,
    });
  });

  it('stops a session of its own, and tells nobody of another', async () => {
    const authorization = `Bearer ${ann.apiKey}`;
    expect(await call('POST', stopOf(ann), { authorization })).toEqual({ code: 0 });
    const foreign = { code: 102, message: `You don't own the session ${bob.conversationId}` };
    expect(await call('POST', stopOf(bob), { authorization })).toEqual(foreign);
    const mixed = stopOf({ ...ann, conversationId: bob.conversationId });
    expect(await call('POST', mixed, { authorization })).toEqual(foreign);
  });

  it('shows an embedded page its assistant alone', async () => {
    const authorization = `Bearer ${ann.beta}`;
    expect(await call('GET', infoOf(ann), { authorization })).toEqual({
      code: 0,
      data: { title: 'Assistant', avatar: '', prologue: 'Hi!' },
    });
    expect(await call('GET', infoOf(bob), { authorization })).toEqual({
      code: 102,
      message: `Can't find dialog by ID: ${bob.dialog.id}`,
    });
  });
});

describe('/v1/system and /v1/api: keys', () => {
  let house: HttpApp;
  let ann: Resident;
  const call = oldCallerOf(() => house);
  beforeAll(async () => {
    house = await createHttpApp({ now: () => 1_700_000_000_000 });
    ann = await house.settle('ann');
  });
  afterAll(() => house.close());

  it('are made, listed and ended', async () => {
    const authorization = ann.token;
    const made = await call('POST', '/v1/system/new_token', { authorization, body: {} });
    expect(made).toEqual({
      code: 0,
      message: 'success',
      data: {
        tenant_id: ann.tenantId,
        token: expect.stringMatching(/^ragflow-/),
        beta: expect.stringMatching(/^[\w-]{32}$/),
        create_time: 1_700_000_000_000,
        create_date: 'Tue, 14 Nov 2023 22:13:20 GMT',
        update_time: null,
        update_date: null,
      },
    });
    const { token } = made.data;
    const listed = await call('GET', '/v1/system/token_list', { authorization });
    expect(listed.data.map((row: { token: string }) => row.token).sort()).toEqual([ann.apiKey, token].sort());
    const stop = `/api/v1/chats/${ann.dialog.id}/sessions/${ann.conversationId}/stop`;
    expect(await call('POST', stop, { authorization: `Bearer ${token}` })).toEqual({ code: 0 });
    expect((await call('DELETE', `/v1/system/token/${token}`, { authorization })).data).toBe(true);
    expect((await call('POST', stop, { authorization: `Bearer ${token}` })).code).toBe(109);
  });

  it('are bound to an assistant', async () => {
    const authorization = ann.token;
    const body = { dialog_id: ann.dialog.id };
    const { data } = await call('POST', '/v1/api/new_token', { authorization, body });
    expect(data).toMatchObject({ dialog_id: ann.dialog.id, source: 'dialog' });
    expect(data).not.toHaveProperty('beta');
    const list = `/v1/api/token_list?dialog_id=${ann.dialog.id}`;
    expect((await call('GET', list, { authorization })).data).toEqual([data]);
    const tokens = [data.token];
    const missing = await call('POST', '/v1/api/rm', { body: { tokens } });
    expect(missing).toMatchObject({ code: 101, message: 'required argument are missing: tenant_id; ' });
    const nobody = await call('POST', '/v1/api/rm', { body: { tokens, tenant_id: ann.tenantId } });
    expect(nobody.code).toBe(401);
    const removed = await call('POST', '/v1/api/rm', { authorization, body: { tokens, tenant_id: 'x' } });
    expect(removed).toEqual({ code: 0, message: 'success', data: true });
    expect((await call('GET', list, { authorization })).data).toEqual([]);
  });
});
