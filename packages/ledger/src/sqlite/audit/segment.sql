-- One file of the audit log: the entries of one day (at most five million calls), their folded rows and what finds them.
-- Entries are the truth and never change; everything else is a fold of them that `verify` recomputes.
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,        -- position in the chain, without gaps over all files
  call INTEGER NOT NULL,          -- seq of the entry that began the call; 0 where there is none
  hash BLOB NOT NULL,             -- sha-256 over the hash before ‖ line
  line TEXT NOT NULL              -- the entry's exact bytes
) STRICT;

-- What calls have in common, said once: filters look here first.
CREATE TABLE call_groups (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  label TEXT,
  run TEXT,
  principal TEXT,
  vendor TEXT,
  operation TEXT
) STRICT;
CREATE INDEX call_groups_by_key ON call_groups (key);

-- One row per call: the present state, without the facts (they stand in the entries).
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY,        -- of its first entry: newest first needs no index
  time INTEGER NOT NULL,
  call_group INTEGER NOT NULL,
  decision TEXT NOT NULL,
  code TEXT,
  state TEXT,
  status INTEGER,
  reserved INTEGER NOT NULL,      -- micro-USD
  cost INTEGER NOT NULL,          -- micro-USD counted now
  count INTEGER NOT NULL,         -- refusals that share the row
  count_seq INTEGER NOT NULL,     -- the last entry that raised the count, 0 where none did
  later TEXT NOT NULL             -- seqs of its outcome, resolution and adjustment entries, joined by spaces
) STRICT;
-- Small by nature: a call leaves it when its fate is known.
CREATE INDEX calls_open ON calls (seq) WHERE state IN ('held', 'unknown', 'assumed');

CREATE TABLE admin (
  seq INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  principal TEXT NOT NULL
) STRICT;

-- Totals per hour of admission and group. `budgets`: [[budget id, calls, spent, held]], sorted, amounts as decimal text.
CREATE TABLE spend (
  hour INTEGER NOT NULL,
  call_group INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  held INTEGER NOT NULL,
  budgets TEXT NOT NULL,
  PRIMARY KEY (hour, call_group)
) STRICT, WITHOUT ROWID;

-- Which entries of a block hold a term. Written once, when a block of entries is full: appended, never in the middle.
CREATE TABLE postings (
  block INTEGER NOT NULL,
  term INTEGER NOT NULL,
  offsets ANY NOT NULL,           -- position within the block; of several a blob, each as 16 bits, little-endian, rising
  PRIMARY KEY (block, term)
) STRICT, WITHOUT ROWID;
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
  first_hash BLOB NOT NULL,       -- hash of the entry before the first
  batch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  calls INTEGER NOT NULL,
  time_min INTEGER NOT NULL,
  time_max INTEGER NOT NULL,
  mac BLOB NOT NULL               -- HMAC-SHA-256 over all of these
) STRICT;

CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'audit entries never change'); END;
CREATE TRIGGER entries_never_go BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'audit entries never go'); END;
PRAGMA user_version = 1;
