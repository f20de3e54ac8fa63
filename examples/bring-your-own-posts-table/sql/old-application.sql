-- The table as the application has had it for years. Its code reads and writes it as before.
create table app.posts (
  id uuid primary key, -- version 7
  user_id text not null,
  body text not null,
  visibility text not null default 'public' check (visibility in ('public', 'followers', 'private')),
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);
