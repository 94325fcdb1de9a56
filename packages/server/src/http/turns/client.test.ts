import type { AddressInfo } from 'node:net';
import { type Client, ColloquyError, createClient } from '@colloquy/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../../../test/collect.ts';
import { createHttpApp, FIRST_CODE, type HttpApp } from '../../../test/http-app.ts';

describe('the client package against the typed dialect', () => {
  let house: HttpApp;
  let client: Client;
  beforeAll(async () => {
    house = await createHttpApp({ openRegistration: false });
    await house.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = house.app.server.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}`;
    const account = { email: 'ann@example.org', nickname: 'Ann', password: 'long enough', code: FIRST_CODE };
    const { token } = await createClient({ baseUrl }).createAccount(account);
    client = createClient({ baseUrl, token });
  });
  afterAll(() => house.close());

  it('uploads, reads and deletes documents', async () => {
    const base = await client.createBase({ name: 'Manuals' });
    const data = new TextEncoder().encode('One.');
    const { files } = await client.addDocuments(base.id, [
      { name: 'guide/one.txt', data },
      { name: 'bad.exe', data },
    ]);
    expect(files.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['guide/one.txt', 'added'],
      ['bad.exe', 'refused'],
    ]);
    const id = files[0]?.document?.id ?? '';
    const seen = await client.waitForDocuments(base.id, { ids: [id] });
    expect(seen.map(({ name }) => name)).toEqual(['guide/one.txt']);
    expect((await client.documentText(id, { start: 0, end: 5 })).text).toBe('Press');
    expect(await (await client.documentContent(id)).text()).toBe('One.');
    expect(await client.documentPart(id, { start: 1, end: 3 })).toEqual(new TextEncoder().encode('ne'));
    await client.deleteDocument(id);
    await client.deleteBase(base.id);
    expect(await client.bases()).toEqual([]);
  });

  it('asks, follows, stops, and understands refusals', async () => {
    const { tenantId } = (await house.repositories.users.owner()) ?? { tenantId: '' };
    const dialog = (await house.settleDialog(tenantId)).id;
    const { id: conversationId } = await client.createConversation({ dialogId: dialog });
    const events = await collect(client.ask({ conversationId, messageId: 'q1', question: 'Q' }));
    expect(events.map(({ seq, event }) => [seq, event.type])).toEqual([
      [1, 'turn-start'],
      [2, 'text-delta'],
      [3, 'text-delta'],
      [4, 'answer-end'],
    ]);
    const { turnId } = await client.startTurn({ conversationId, messageId: 'q2', question: 'Q' });
    expect(await collect(client.follow(turnId))).toHaveLength(4);
    await client.stopTurn(turnId);
    expect((await client.conversation(conversationId)).exchanges).toHaveLength(2);
    await client.deleteConversation(conversationId);
    const refusal = await client.conversation(conversationId).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ColloquyError);
    expect(refusal).toMatchObject({ status: 404, code: 'not-found' });
    await client.signOut();
    await expect(client.account()).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
  });
});
