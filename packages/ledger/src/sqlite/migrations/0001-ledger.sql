-- Money, keys and registry of one data folder. Holds and counters may be behind the journal (writer/redo.ts). Amounts are micro-USD, times are epoch milliseconds.

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

-- What each budget counts, as one JSON array (writer/records/counts.ts): its present windows. All four count from the start,
-- capped or not. An end is stored so that a change of the day rule never lowers what the present window counts.
CREATE TABLE counters (
  budget INTEGER PRIMARY KEY,
  record TEXT NOT NULL
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
  class_budgets TEXT NOT NULL,
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

-- A reservation, named by its first call. `record` is all of it, as one JSON array (writer/records/hold.ts); the other columns
-- are for finding it. `identity` and `object`: numbers that stand for texts of the record (writer/name-hash.ts), the idempotency
-- key it was made under and the vendor object it names. `in_flight`: 1 while a call is under way. `unknown_until`: the end of
-- the vendor's window, while the fate of a call is unknown and no other is under way.
CREATE TABLE holds (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  identity INTEGER,
  object INTEGER,
  in_flight INTEGER,
  unknown_until INTEGER,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX holds_id ON holds (id);
-- Names come in no order at all. In eras of 32,768 holds, new ones touch the pages of the last era, not one page each of an
-- index that grows for ever.
CREATE INDEX holds_identity ON holds (seq >> 15, identity) WHERE identity IS NOT NULL;
CREATE INDEX holds_object ON holds (seq >> 15, object) WHERE object IS NOT NULL;
CREATE INDEX holds_in_flight ON holds (seq) WHERE in_flight IS NOT NULL;
CREATE INDEX holds_unknown ON holds (unknown_until) WHERE unknown_until IS NOT NULL;

-- Calls after the first one of a hold.
CREATE TABLE attempts (
  call_id TEXT PRIMARY KEY,
  hold_id TEXT NOT NULL,
  key_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Sealed answers of calls that their vendor would do again: a repeat gets them. Erased when the claim's window is over.
CREATE TABLE answers (
  hold_id TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  answer BLOB NOT NULL
) STRICT;
CREATE INDEX answers_end ON answers (ends_at);

-- Settled calls whose vendor states their price later (writer/records/awaited-prices.ts), until it is known or given up.
CREATE TABLE awaited_prices (
  call_id TEXT PRIMARY KEY,
  connection TEXT NOT NULL,
  settled_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  asked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX awaited_prices_due ON awaited_prices (connection, due_at);
