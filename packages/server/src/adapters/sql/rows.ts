import type { Kysely } from 'kysely';
import type { Repository } from '../../ports/repository.ts';
import type { SqlDatabase } from './database.ts';
import type { Schema } from './schema.ts';

/** How the entities of one kind are written as rows of a table. */
export interface RowMapping<Entity, Row> {
  readonly table: keyof Schema;
  rowOf(entity: Entity): Row;
  entityOf(row: Row): Entity;
}

/** Columns with the values that they are to have. */
type Equal<Row> = { readonly [Column in keyof Row]?: NonNullable<Row[Column]> };

/** What every table with an id and an age can do. */
export interface Rows<Entity extends { readonly id: string }, Row> {
  readonly repository: Repository<Entity>;
  /** The oldest of those that match. */
  first(columns: Equal<Row>): Promise<Entity | undefined>;
  /** All that match, oldest first. */
  all(columns: Equal<Row>): Promise<readonly Entity[]>;
}

/** Any table: the mapping answers for the types of its columns. */
interface Tables {
  readonly [table: string]: {
    readonly id: string;
    readonly created_at: number;
    readonly [column: string]: string | number | null;
  };
}

/** The rows of one table as entities. */
export function sqlRows<Entity extends { readonly id: string }, Row extends { readonly id: string }>(
  database: SqlDatabase,
  { table, rowOf, entityOf }: RowMapping<Entity, Row>,
): Rows<Entity, Row> {
  const queries = database.queries as unknown as Kysely<Tables>;
  const matching = (columns: Equal<Row>) =>
    queries
      .selectFrom(table)
      .selectAll()
      .where((eb) => eb.and(columns as Readonly<Record<string, string | number>>))
      .orderBy('created_at')
      .orderBy('id');
  const toEntity = (row: unknown): Entity => entityOf(row as Row);
  return {
    repository: {
      async find(id) {
        const row = await queries.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? undefined : toEntity(row);
      },
      async save(entity) {
        const row = rowOf(entity) as unknown as Tables[string];
        const { id: _, ...changes } = row;
        await queries
          .insertInto(table)
          .values(row)
          .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
          .execute();
      },
      async replace(entity) {
        const { id, ...changes } = rowOf(entity) as unknown as Tables[string];
        const result = await queries.updateTable(table).set(changes).where('id', '=', id).executeTakeFirst();
        return result.numUpdatedRows > 0n;
      },
      async remove(id) {
        const result = await queries.deleteFrom(table).where('id', '=', id).executeTakeFirst();
        return result.numDeletedRows > 0n;
      },
    },
    async first(columns) {
      const row = await matching(columns).limit(1).executeTakeFirst();
      return row === undefined ? undefined : toEntity(row);
    },
    all: async (columns) => (await matching(columns).execute()).map(toEntity),
  };
}
