import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { problemsOf } from './doctor.ts';
import { type House, openHouse } from './house.ts';

const ROUNDS = Number(process.env.COLLOQUY_BASE_KILLS ?? 8);
const FILES = 40;

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Whether the killed server had promised, on disk, to remove the base. */
function isPromised(baseId: string): boolean {
  const database = new DatabaseSync(join(house.data, 'colloquy.db'), { readOnly: true });
  try {
    const key = `forget:${baseId}`;
    return (
      database.prepare(`select 1 from jobs where name = 'base.forget' and key = ?`).get(key) !== undefined
    );
  } finally {
    database.close();
  }
}

async function fillBase(round: number): Promise<string> {
  const files = Array.from({ length: FILES }, (_, number) => [
    `${round}-${number}.md`,
    `# Leave ${number}\n\nIn round ${round}, award leave of kind ${number} expires after one year.\n`,
  ]);
  return (await house.fill(Object.fromEntries(files), `Round ${round}`)).baseId;
}

it(
  `P16, S14: the removal of a base that is killed ${ROUNDS} times either ends by itself or has not begun`,
  async () => {
    let finished = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const baseId = await fillBase(round);
      const removing = house
        .fetch(`/bases/${baseId}`, { method: 'DELETE' })
        .then(({ status }) => status)
        .catch(() => 'lost' as const);
      // The kills sweep over the whole removal, from before it begins to after its answer.
      await Promise.race([setTimeout(round * 4), removing]);
      await house.kill();
      const answer = await removing;
      const promised = isPromised(baseId);
      expect([answer, promised]).not.toEqual([204, false]);
      await house.start();
      const find = async () => (await house.client.bases()).find(({ id }) => id === baseId);
      if (promised) await expect.poll(find, { timeout: 20_000 }).toBeUndefined();
      else expect(await find()).toMatchObject({ documents: FILES, ready: FILES });
      finished += promised ? 1 : 0;
      // The bytes go in the background.
      await expect.poll(() => problemsOf(house.data), { timeout: 20_000 }).toEqual([]);
    }
    expect(finished).toBeGreaterThan(0);
  },
  30_000 + ROUNDS * 15_000,
);
