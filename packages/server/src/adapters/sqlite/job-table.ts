import type { Problem } from '../../domain/errors.ts';
import { newId } from '../../domain/id.ts';
import type { EnqueueOptions, JobInfo, JobName, JobState, Jobs } from '../../ports/job-queue.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import type { SqlValue, Statement, StatementResult } from './statement.ts';

/** A job that this process works on. */
export interface TakenJob {
  readonly id: string;
  readonly group: string;
  readonly data: Jobs[JobName];
  readonly attempt: number;
  readonly maxAttempts: number;
}

/** A job that is due. */
export interface WaitingJob {
  readonly id: string;
  readonly group: string;
}

const ATTEMPTS = 3;
/** The columns of a {@link TakenJob}. */
const TAKEN = 'id, job_group, data_json, attempt, max_attempts';
const DAY = 24 * 60 * 60 * 1000;
/** How long ended jobs can be asked about. */
const DONE_KEPT = DAY;
const FAILED_KEPT = 30 * DAY;

/** The statements of the job queue. `owner` is this process: a lease of another owner is one of a dead process. */
export class JobTable {
  readonly #database: EmbeddedDatabase;
  readonly #owner = newId();

  constructor(database: EmbeddedDatabase) {
    this.#database = database;
  }

  /** Adds a job, unless one with its key waits; returns the id of the one that waits. */
  async add(
    name: JobName,
    data: unknown,
    { key, group = '', maxAttempts = ATTEMPTS }: EnqueueOptions,
  ): Promise<string> {
    const id = newId();
    const now = Date.now();
    const [, found] = await this.#database.write([
      {
        sql: `insert into jobs (id, name, key, job_group, data_json, state, attempt, max_attempts, due_at, updated_at)
          values (?, ?, ?, ?, ?, 'waiting', 0, ?, ?, ?) on conflict (name, key) where state = 'waiting' do nothing`,
        parameters: [id, name, key ?? null, group, JSON.stringify(data), maxAttempts, now, now],
      },
      {
        sql: `select id from jobs where id = ? or (name = ? and key = ? and state = 'waiting')`,
        parameters: [id, name, key ?? null],
      },
    ]);
    return String(found?.rows[0]?.id ?? id);
  }

  /** Of every group the jobs that are due, so many at most, longest waiting first; and when the next one will be. */
  async waiting(
    name: JobName,
    perGroup: number,
  ): Promise<{ readonly waiting: readonly WaitingJob[]; readonly nextDue: number | undefined }> {
    const now = Date.now();
    const [due, next] = await this.#database.read([
      // One step of the recursion a group: a skip scan, which looks at no more rows than it gives.
      {
        sql: `with recursive found(name) as (
            select min(job_group) from jobs where name = ?1 and state = 'waiting'
            union all
            select (select min(job_group) from jobs where name = ?1 and state = 'waiting' and job_group > found.name)
              from found where found.name is not null)
          select id, job_group from found cross join jobs on jobs.rowid in (
            select rowid from jobs as due where due.name = ?1 and due.state = 'waiting'
              and due.job_group = found.name and due.due_at <= ?2 order by due.due_at, due.rowid limit ?3)
          order by due_at, jobs.rowid`,
        parameters: [name, now, perGroup],
      },
      {
        sql: `select min(due_at) as due from jobs where name = ? and state = 'waiting' and due_at > ?`,
        parameters: [name, now],
      },
    ]);
    const nextDue = next?.rows[0]?.due;
    return {
      waiting: (due?.rows ?? []).map((row) => ({ id: String(row.id), group: String(row.job_group) })),
      nextDue: typeof nextDue === 'number' ? nextDue : undefined,
    };
  }

  /** Takes those of these jobs that still wait, in their order, under a lease. */
  async take(jobs: readonly WaitingJob[], leaseUntil: number): Promise<readonly TakenJob[]> {
    const { rows } = await this.#write(
      `update jobs set state = 'running', attempt = attempt + 1, owner = ?, lease_until = ?, updated_at = ?
        where state = 'waiting' and id in (select value from json_each(?))
        returning ${TAKEN}`,
      [this.#owner, leaseUntil, Date.now(), JSON.stringify(jobs.map(({ id }) => id))],
    );
    const taken = new Map(rows.map((row) => [String(row.id), takenJob(row)]));
    return jobs.flatMap(({ id }) => taken.get(id) ?? []);
  }

  /**
   * Takes back jobs whose lease has run out or belongs to another process: those with attempts left wait again; the
   * others are returned, under a lease of ours, to be failed.
   */
  async reclaim(name: JobName, leaseUntil: number): Promise<readonly TakenJob[]> {
    const now = Date.now();
    const lost = `name = ? and state = 'running' and (owner <> ? or lease_until < ?)`;
    const [, exhausted] = await this.#database.write([
      putBack(`${lost} and attempt < max_attempts`, [name, this.#owner, now], { due: now, now }),
      {
        sql: `update jobs set owner = ?, lease_until = ?, updated_at = ? where ${lost}
          returning ${TAKEN}`,
        parameters: [this.#owner, leaseUntil, now, name, this.#owner, now],
      },
    ]);
    return (exhausted?.rows ?? []).map(takenJob);
  }

  /** Extends the leases of these jobs; returns the ids of those that are still ours. */
  async renew(ids: readonly string[], leaseUntil: number): Promise<ReadonlySet<string>> {
    const { rows } = await this.#write(
      `update jobs set lease_until = ? where state = 'running' and owner = ?
        and id in (select value from json_each(?)) returning id`,
      [leaseUntil, this.#owner, JSON.stringify(ids)],
    );
    return new Set(rows.map((row) => String(row.id)));
  }

  async end(id: string, state: 'done' | 'failed', problem: Problem | undefined): Promise<void> {
    await this.#write(
      `update jobs set state = ?, problem_json = ?, owner = null, lease_until = null, updated_at = ?
        where id = ? and state = 'running' and owner = ?`,
      [state, problem === undefined ? null : JSON.stringify(problem), Date.now(), id, this.#owner],
    );
  }

  /** Lets a job wait for another attempt, with the reason for all to see. */
  async retry(id: string, due: number, problem: Problem): Promise<void> {
    const mine = `id = ? and state = 'running' and owner = ?`;
    await this.#database.write([putBack(mine, [id, this.#owner], { due, now: Date.now(), problem })]);
  }

  /** Lets a job wait as if it had not been taken. */
  async release(id: string): Promise<void> {
    const now = Date.now();
    const mine = `id = ? and state = 'running' and owner = ?`;
    await this.#database.write([
      { sql: `update jobs set attempt = attempt - 1 where ${mine}`, parameters: [id, this.#owner] },
      putBack(mine, [id, this.#owner], { due: now, now }),
    ]);
  }

  async busy(name: JobName): Promise<boolean> {
    const { rows } = await this.#read(
      `select exists (select 1 from jobs where name = ?1 and state = 'waiting')
        or exists (select 1 from jobs where name = ?1 and state = 'running') as busy`,
      [name],
    );
    return rows[0]?.busy === 1;
  }

  async info(id: string): Promise<JobInfo | undefined> {
    const { rows } = await this.#read(
      'select id, name, key, state, attempt, problem_json, updated_at from jobs where id = ?',
      [id],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    return {
      id,
      name: row.name as JobName,
      ...(row.key !== null && { key: String(row.key) }),
      state: row.state as JobState,
      attempt: Number(row.attempt),
      ...(row.problem_json !== null && { problem: JSON.parse(String(row.problem_json)) as Problem }),
      updatedAt: Number(row.updated_at),
    };
  }

  async counts(): Promise<Record<JobState, number>> {
    const { rows } = await this.#read('select state, count(*) as count from jobs group by state', []);
    const counts: Record<JobState, number> = { waiting: 0, running: 0, done: 0, failed: 0 };
    for (const row of rows) counts[row.state as JobState] = Number(row.count);
    return counts;
  }

  /** Forgets jobs that ended long ago. */
  async tidy(): Promise<void> {
    const now = Date.now();
    await this.#write(
      `delete from jobs where (state = 'done' and updated_at < ?) or (state = 'failed' and updated_at < ?)`,
      [now - DONE_KEPT, now - FAILED_KEPT],
    );
  }

  async #write(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult> {
    const [result] = await this.#database.write([{ sql, parameters }]);
    return result ?? { rows: [], changes: 0 };
  }

  async #read(sql: string, parameters: readonly SqlValue[]): Promise<StatementResult> {
    const [result] = await this.#database.read([{ sql, parameters }]);
    return result ?? { rows: [], changes: 0 };
  }
}

/** A job whose key another one has taken meanwhile waits without it: both are then done. */
function putBack(
  condition: string,
  parameters: readonly SqlValue[],
  values: { readonly due: number; readonly now: number; readonly problem?: Problem },
): Statement {
  const problem = values.problem === undefined ? null : JSON.stringify(values.problem);
  return {
    sql: `update jobs set state = 'waiting', due_at = ?, owner = null, lease_until = null, updated_at = ?,
        problem_json = coalesce(?, problem_json),
        key = case when exists (select 1 from jobs as other where other.name = jobs.name
          and other.key = jobs.key and other.state = 'waiting') then null else key end
      where ${condition}`,
    parameters: [values.due, values.now, problem, ...parameters],
  };
}

function takenJob(row: Readonly<Record<string, SqlValue>>): TakenJob {
  return {
    id: String(row.id),
    group: String(row.job_group),
    data: JSON.parse(String(row.data_json)) as Jobs[JobName],
    attempt: Number(row.attempt),
    maxAttempts: Number(row.max_attempts),
  };
}
