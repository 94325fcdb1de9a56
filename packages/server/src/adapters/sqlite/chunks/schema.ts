import type { Migration } from '../migration.ts';

/** Tables of the chunk store. */
export const chunkMigrations: readonly Migration[] = [];
