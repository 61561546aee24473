-- What stores that share a database have in it: one log of commits, in one order. Every store keeps a replica of what the log
-- amounts to; nothing else of theirs is here.

-- One row: whoever has locked it writes the next commit. `id` tells this log apart from every other.
CREATE TABLE keybrake_log_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id text NOT NULL,
  number bigint NOT NULL
);
INSERT INTO keybrake_log_head (id, number) VALUES (gen_random_uuid()::text, 0);

-- `redo`: whole texts of changed holds and counters, a line each. `entries`: for the audit log, a line each. `changes`: what
-- happened to rows of all other tables, as an SQLite changeset. `clock`: epoch milliseconds.
CREATE TABLE keybrake_log (
  number bigint PRIMARY KEY,
  node integer NOT NULL,
  clock bigint NOT NULL,
  redo bytea NOT NULL,
  entries bytea NOT NULL,
  changes bytea
) PARTITION BY RANGE (number);

-- Every start of a store. One that was not seen for a while is gone: what it had under way may have happened.
CREATE TABLE keybrake_nodes (
  node integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
