/** Tenants with their members, keys for programs, models of a tenant's own, search pages. */
export const teamsAndKeys = {
  id: 'sql-004-teams-and-keys',
  statements: [
    'alter table users add column profile_json text',
    'alter table users add column suspended_at bigint',
    'alter table users add column last_login_at bigint',
    `create table tenants (
      id text primary key references users (id) on delete cascade,
      name text not null,
      default_models_json text not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `insert into tenants (id, name, default_models_json, created_at, updated_at)
      select id, nickname, '{}', created_at, updated_at from users`,
    `create table memberships (
      id text primary key,
      tenant_id text not null references tenants (id) on delete cascade,
      user_id text not null references users (id) on delete cascade,
      role text not null,
      invited_by text not null,
      created_at bigint not null,
      updated_at bigint not null,
      unique (tenant_id, user_id)
    )`,
    'create index memberships_by_user on memberships (user_id)',
    `insert into memberships (id, tenant_id, user_id, role, invited_by, created_at, updated_at)
      select id, id, id, 'owner', id, created_at, created_at from users`,
    `create table api_keys (
      id text primary key,
      tenant_id text not null references tenants (id) on delete cascade,
      user_id text not null references users (id) on delete cascade,
      sealed_token text not null,
      beta_hash text unique,
      sealed_beta text,
      dialog_id text,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    'create index api_keys_by_tenant on api_keys (tenant_id, created_at, id)',
    'create index api_keys_by_user on api_keys (user_id)',
    `create table tenant_models (
      id text primary key,
      tenant_id text not null references tenants (id) on delete cascade,
      provider text not null,
      kind text not null,
      name text not null,
      sealed_key text,
      base_url text,
      max_tokens bigint,
      enabled integer not null,
      created_at bigint not null,
      updated_at bigint not null,
      unique (tenant_id, provider, kind, name)
    )`,
    `create table search_apps (
      id text primary key,
      tenant_id text not null references tenants (id) on delete cascade,
      name text not null,
      folded_name text not null,
      description text not null,
      avatar text,
      created_by text not null,
      config_json text not null,
      created_at bigint not null,
      updated_at bigint not null,
      unique (tenant_id, folded_name)
    )`,
    'create index search_apps_by_age on search_apps (tenant_id, created_at, id)',
  ],
} as const;
