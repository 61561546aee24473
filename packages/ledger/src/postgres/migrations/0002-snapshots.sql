-- What the log amounts to at some commits: where a store begins whose log begins later. The parts of one, joined, are a ledger.db
-- whose every record is in its row, compressed. `taken_at`: epoch milliseconds;
-- every commit that is in it is from before.
CREATE TABLE keybrake_snapshots (
  number bigint NOT NULL,
  part integer NOT NULL,
  is_last boolean NOT NULL,
  taken_at bigint NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (number, part)
);
