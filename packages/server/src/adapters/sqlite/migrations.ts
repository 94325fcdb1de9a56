import { chunkMigrations } from './chunks/schema.ts';
import { jobMigrations } from './job-schema.ts';
import type { Migration } from './migration.ts';

/** What this adapter keeps beside the relational tables, in the order in which it came. */
export const embeddedMigrations: readonly Migration[] = [...jobMigrations, ...chunkMigrations];
