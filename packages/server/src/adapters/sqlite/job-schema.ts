import type { Migration } from './migration.ts';

/** The table of background work. Of the jobs with one key at most one waits. */
export const jobMigrations: readonly Migration[] = [
  {
    id: 'jobs-001-first-table',
    statements: [
      `create table jobs (
        id text primary key,
        name text not null,
        key text,
        data_json text not null,
        state text not null,
        attempt integer not null,
        max_attempts integer not null,
        due_at bigint not null,
        owner text,
        lease_until bigint,
        problem_json text,
        updated_at bigint not null
      )`,
      `create unique index jobs_by_key on jobs (name, key) where state = 'waiting'`,
      `create index jobs_waiting on jobs (name, due_at) where state = 'waiting'`,
      `create index jobs_running on jobs (name, lease_until) where state = 'running'`,
      'create index jobs_by_state on jobs (state, updated_at)',
    ],
  },
  {
    id: 'jobs-002-groups',
    statements: [
      `alter table jobs add column job_group text not null default ''`,
      `create index jobs_by_group on jobs (name, job_group, due_at) where state = 'waiting'`,
    ],
  },
];
