import type { Settings } from '../../ports/repositories.ts';
import type { SqlDatabase } from './database.ts';

/** Small facts of the installation as rows. */
export function sqlSettings({ queries }: SqlDatabase): Settings {
  return {
    async get(key) {
      const row = await queries
        .selectFrom('settings')
        .select('value')
        .where('key', '=', key)
        .executeTakeFirst();
      return row?.value;
    },
    async set(key, value) {
      await queries
        .insertInto('settings')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
    },
  };
}
