-- Money, keys, registry and outbox of one data folder. Amounts are micro-USD, times are epoch milliseconds.

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE principals (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  ceilings TEXT,
  budget_ids TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

CREATE TABLE credentials (
  mac TEXT PRIMARY KEY,
  principal_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX credentials_principal ON credentials (principal_id);

CREATE TABLE connections (
  name TEXT PRIMARY KEY,
  vendor TEXT NOT NULL,
  secret BLOB,
  secret_ref TEXT NOT NULL,
  budget_id TEXT NOT NULL,
  sandbox INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  document TEXT NOT NULL
) STRICT;

-- The brake of every vendor has the vendor ''.
CREATE TABLE brakes (
  vendor TEXT PRIMARY KEY,
  engaged INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  principal_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A budget's description; what it counts is its row in `counters`. `timezone` NULL: days are 24-hour periods from the anchor.
-- `asked`: the caps a run was created with; its later keys must ask for the same.
CREATE TABLE budgets (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  principal_id TEXT,
  connection TEXT,
  run TEXT,
  cap_hour INTEGER,
  cap_day INTEGER,
  cap_month INTEGER,
  cap_total INTEGER,
  anchor INTEGER NOT NULL,
  timezone TEXT,
  closed_at INTEGER,
  ended_at INTEGER,
  deleted_at INTEGER,
  asked TEXT
) STRICT;
CREATE INDEX budgets_name ON budgets (name) WHERE kind <> 'key';
CREATE INDEX budgets_kind ON budgets (kind) WHERE kind <> 'key' AND deleted_at IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX budgets_live_run ON budgets (principal_id, connection, run) WHERE run IS NOT NULL AND ended_at IS NULL;

-- One row per budget: its present windows. All four count from the start, capped or not. An end is stored so that a change
-- of the day rule never lowers what the present window counts. `open_holds`: holds of this budget whose end is not known.
CREATE TABLE counters (
  budget INTEGER PRIMARY KEY,
  hour_start INTEGER NOT NULL,
  hour_end INTEGER NOT NULL,
  hour_spent INTEGER NOT NULL,
  hour_held INTEGER NOT NULL,
  day_start INTEGER NOT NULL,
  day_end INTEGER NOT NULL,
  day_spent INTEGER NOT NULL,
  day_held INTEGER NOT NULL,
  month_start INTEGER NOT NULL,
  month_end INTEGER NOT NULL,
  month_spent INTEGER NOT NULL,
  month_held INTEGER NOT NULL,
  total_spent INTEGER NOT NULL,
  total_held INTEGER NOT NULL,
  open_holds INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  costly_calls INTEGER NOT NULL
) STRICT;

CREATE TABLE keys (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  lookup TEXT NOT NULL UNIQUE,
  mac TEXT NOT NULL,
  principal_id TEXT NOT NULL,
  connection TEXT NOT NULL,
  label TEXT,
  run TEXT,
  budget_ids TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  revoke_reason TEXT,
  max_per_call INTEGER,
  max_calls INTEGER,
  max_concurrent_calls INTEGER,
  rate_calls INTEGER,
  rate_per_ms INTEGER,
  observe INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX keys_principal ON keys (principal_id);
CREATE INDEX keys_connection ON keys (connection);
CREATE INDEX keys_label ON keys (label) WHERE label IS NOT NULL;
CREATE INDEX keys_run ON keys (run) WHERE run IS NOT NULL;

CREATE INDEX keys_live ON keys (expires_at) WHERE revoked_at IS NULL;
CREATE INDEX keys_revoked ON keys (seq) WHERE revoked_at IS NOT NULL;
CREATE INDEX keys_live_of_principal ON keys (principal_id, expires_at) WHERE revoked_at IS NULL;

-- Which keys draw on a shared budget. `ends_at`: when the key expires, or when it was revoked.
CREATE TABLE key_budgets (
  budget_id TEXT NOT NULL,
  key_seq INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  PRIMARY KEY (budget_id, key_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_budgets_end ON key_budgets (budget_id, ends_at);

CREATE TABLE issue_claims (
  principal_id TEXT NOT NULL,
  key TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  key_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (principal_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_claims_at ON issue_claims (at);

-- A reservation, named by its first call. `draws`: what it counts, per budget and window (writer/records/draw.ts).
-- `in_flight`: the call under way; `unknown`: JSON list of its calls whose fate is not known; `sent`: attempts that may have left.
-- `ends_at`: until then a repeat is an attempt of this hold, and its silence is `unknown`, afterwards `assumed`.
-- `kept`: settled by a failure that left its object as it was, so a repeat may really happen.
CREATE TABLE holds (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  key_id TEXT NOT NULL,
  connection TEXT NOT NULL,
  object_ref TEXT,
  fingerprint TEXT,
  ends_at INTEGER NOT NULL,
  in_flight TEXT,
  sent INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  unknown TEXT NOT NULL,
  draws TEXT NOT NULL
) STRICT;
CREATE INDEX holds_object ON holds (object_ref) WHERE object_ref IS NOT NULL;
CREATE INDEX holds_in_flight ON holds (seq) WHERE in_flight IS NOT NULL;
CREATE INDEX holds_unknown ON holds (ends_at) WHERE state = 'unknown';

-- Calls after the first one of a hold.
CREATE TABLE attempts (
  call_id TEXT PRIMARY KEY,
  hold_id TEXT NOT NULL,
  key_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The hold that an idempotency key (scoped, hashed) stands for now, and the call that used the key first: its id is part of
-- what the vendor was sent, so it outlives a hold that was released.
CREATE TABLE claims (
  identity TEXT PRIMARY KEY,
  hold_id TEXT NOT NULL,
  first_call_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Entries of one commit, one JSON object a line, until they are in the audit log.
CREATE TABLE outbox (
  batch INTEGER PRIMARY KEY AUTOINCREMENT,
  lines TEXT NOT NULL
) STRICT;
