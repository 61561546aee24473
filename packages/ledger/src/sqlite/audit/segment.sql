-- One file of the audit log: what finds and sums the entries of one day (at most five million calls), and their folded rows.
-- The entries stand beside it as text (`<day>.entries`), a line each: the entry, a space, its hash. They are the truth and never
-- change; everything here is a fold of them that `verify` recomputes.
CREATE TABLE bundles (
  seq INTEGER PRIMARY KEY,        -- of the bundle's first entry: its position in the chain, without gaps over all files
  count INTEGER NOT NULL,         -- of entries
  at INTEGER NOT NULL,            -- where its text begins
  bytes INTEGER NOT NULL
) STRICT;

-- What calls have in common, said once: filters look here first.
CREATE TABLE call_groups (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  label TEXT,
  run TEXT,
  principal TEXT,
  vendor TEXT,
  operation TEXT,
  money_class TEXT
) STRICT;
CREATE INDEX call_groups_by_key ON call_groups (key);

-- Calls that were over when they were first written, as nearly all are: many a row. What is learned of one later stands in
-- `calls`, which goes before.
CREATE TABLE ended_calls (
  seq INTEGER PRIMARY KEY,        -- of the first call
  last_seq INTEGER NOT NULL,      -- of the last one
  codes TEXT NOT NULL,            -- JSON list of the codes that the rows name by number
  rows BLOB NOT NULL              -- 44 bytes a call, by rising seq: ended-calls.ts
) STRICT;

-- One row per other call: the present state, without the facts (they stand in the entries).
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY,        -- of its first entry: newest first needs no index
  time INTEGER NOT NULL,
  call_group INTEGER NOT NULL,
  decision INTEGER NOT NULL,      -- 0 allowed, 1 refused, 2 observed
  code TEXT,
  state ANY,                      -- NULL refused, 0 free, 1 settled, 2 released, 3 held, 4 unknown, 5 assumed; any other: its name
  status INTEGER,
  reserved INTEGER NOT NULL,      -- micro-USD
  cost INTEGER NOT NULL,          -- micro-USD counted now
  count INTEGER NOT NULL,         -- refusals that share the row
  count_seq INTEGER NOT NULL,     -- the last entry that raised the count, 0 where none did
  later ANY                       -- seq of its outcome entry; with resolutions and adjustments several, joined by spaces
) STRICT;
-- Small by nature: a call leaves it when its fate is known.
CREATE INDEX calls_open ON calls (seq) WHERE state IN (3, 4, 5);

CREATE TABLE admin (
  seq INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  principal TEXT NOT NULL
) STRICT;

-- Totals per hour of admission and group. `budgets`: [[budget id, calls, spent, held]], sorted, amounts as decimal text.
-- `refusals`: [[code, 1 refused or 2 observed, how many]], sorted.
CREATE TABLE spend (
  hour INTEGER NOT NULL,
  call_group INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  held INTEGER NOT NULL,
  budgets TEXT NOT NULL,
  refusals TEXT NOT NULL,
  PRIMARY KEY (hour, call_group)
) STRICT, WITHOUT ROWID;

-- Which entries of a block hold a term. Written once, when a block of entries is full: appended, never in the middle.
CREATE TABLE postings (
  bucket INTEGER PRIMARY KEY,     -- block * 64 + the six highest bits of the terms in it
  pairs BLOB NOT NULL             -- (term as 32 bits, offset within the block as 16 bits), little-endian, rising
) STRICT;
CREATE TABLE blocks (
  block INTEGER PRIMARY KEY,
  time_min INTEGER NOT NULL,
  time_max INTEGER NOT NULL
) STRICT;

-- Where this file begins and ends in the chain, and the last outbox batch in it: changed in the commit of the entries themselves.
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  chain TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  first_hash TEXT NOT NULL,       -- hash of the entry before the first
  batch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,         -- of the text
  calls INTEGER NOT NULL,
  time_min INTEGER NOT NULL,
  time_max INTEGER NOT NULL,
  mac BLOB NOT NULL               -- HMAC-SHA-256 over all of these
) STRICT;

CREATE TRIGGER entries_never_change BEFORE UPDATE ON bundles BEGIN SELECT RAISE(ABORT, 'audit entries never change'); END;
CREATE TRIGGER entries_never_go BEFORE DELETE ON bundles BEGIN SELECT RAISE(ABORT, 'audit entries never go'); END;
PRAGMA user_version = 2;
