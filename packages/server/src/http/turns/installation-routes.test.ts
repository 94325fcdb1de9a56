import { Installation, ModelCheck } from '@colloquy/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';

describe('what the server says about itself', () => {
  let house: HttpApp;
  let ann: Resident;
  let bob: Resident;
  beforeAll(async () => {
    house = await createHttpApp({ settings: { dataFolder: '/srv/colloquy' } });
    ann = await house.settle('ann');
    bob = await house.settle('bob');
  });
  afterAll(() => house.close());
  const installation = async (who: Resident) =>
    Installation.strict().parse(
      (await house.app.inject({ url: '/installation', headers: house.headers(who) })).json(),
    );

  it('counts what one has oneself, and tells its owner alone where it is', async () => {
    expect(await installation(ann)).toMatchObject({
      version: '1.2.3',
      library: { bases: 1, documents: 1, ready: 1, failed: 0, passages: 1, bytes: 21 },
      maxUploadBytes: 1_000,
      dataFolder: '/srv/colloquy',
    });
    const other = await installation(bob);
    expect(other.library.documents).toBe(1);
    expect(other).not.toHaveProperty('dataFolder');
  });

  it('checks a model, and names the step that failed', async () => {
    const check = async (ref: string) =>
      (
        await house.app.inject({
          method: 'POST',
          url: '/models/check',
          headers: house.headers(ann),
          payload: { ref, kind: 'chat' },
        })
      ).json();
    expect(ModelCheck.strict().parse(await check('extractive@Offline'))).not.toHaveProperty('failed');
    expect(ModelCheck.parse(await check('other@Offline')).failed).toMatchObject({ step: 'key' });
    expect(await check('')).toMatchObject({ code: 'invalid-request', field: 'ref' });
  });
});
