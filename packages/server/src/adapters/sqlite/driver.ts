import {
  type Compilable,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { AppError } from '../../domain/errors.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import type { SqlValue, Statement, StatementResult } from './statement.ts';

/**
 * The relational side of an embedded database: `queries` for single statements, `unit` for several that belong
 * together. A transaction is never held open while the main thread waits, so a unit is compiled beforehand and sent
 * as one batch; what it has to decide, it decides in SQL.
 */
export function createSqlDatabase<Schema>(database: EmbeddedDatabase): {
  readonly queries: Kysely<Schema>;
  unit(queries: readonly Compilable[]): Promise<readonly StatementResult[]>;
} {
  return {
    queries: new Kysely<Schema>({ dialect: embeddedDialect(database) }),
    unit: (queries) => executeUnit(database, queries),
  };
}

/** Runs compiled queries as one unit in the writer: all of them or none. */
function executeUnit(
  database: EmbeddedDatabase,
  queries: readonly Compilable[],
): Promise<readonly StatementResult[]> {
  return database.write(queries.map((query) => toStatement(query.compile())));
}

/** Kysely over the database threads: selects go to a reader, everything else to the writer. */
function embeddedDialect(database: EmbeddedDatabase): Dialect {
  return {
    createAdapter: () => new ThreadedAdapter(),
    createDriver: () => new EmbeddedDriver(database),
    createIntrospector: (queries) => new SqliteIntrospector(queries),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Queries go to the threads side by side, where they form groups; Kysely would send one after the other has come back. */
class ThreadedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class EmbeddedDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(database: EmbeddedDatabase) {
    this.#connection = new EmbeddedConnection(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    throw new AppError('internal', 'Transactions are not held open here: send the statements as one unit.');
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  /** The database belongs to whoever opened it. */
  async destroy(): Promise<void> {}
}

class EmbeddedConnection implements DatabaseConnection {
  readonly #database: EmbeddedDatabase;

  constructor(database: EmbeddedDatabase) {
    this.#database = database;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = toStatement(query);
    const selects = query.query.kind === 'SelectQueryNode';
    const results = selects
      ? await this.#database.read([statement])
      : await this.#database.write([statement]);
    const [{ rows, changes } = { rows: [], changes: 0 }] = results;
    return { rows: rows as unknown as Row[], numAffectedRows: BigInt(changes) };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new AppError('internal', 'Rows are not streamed from the database threads: read them in pages.');
  }
}

function toStatement({ sql, parameters }: CompiledQuery): Statement {
  return { sql, parameters: parameters.map(toValue) };
}

function toValue(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError('A parameter of a query is a string, a number, a boolean, bytes or null.');
}
