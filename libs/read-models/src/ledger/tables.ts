/** The tables of the ledger of lost writes. */
export const LEDGER = `
  CREATE TABLE IF NOT EXISTS bases (place TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS carried (checkpoint TEXT NOT NULL, node TEXT NOT NULL, what TEXT NOT NULL,
    key TEXT NOT NULL, name TEXT NOT NULL, failure TEXT NOT NULL,
    PRIMARY KEY (checkpoint, node, what, key, name)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS carriers (checkpoint TEXT NOT NULL, node TEXT NOT NULL, failure TEXT NOT NULL,
    revision INTEGER NOT NULL, PRIMARY KEY (checkpoint, node, failure)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS standings (resource TEXT NOT NULL, since INTEGER NOT NULL, owner TEXT NOT NULL,
    online INTEGER NOT NULL, closed INTEGER, PRIMARY KEY (resource, since)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS container_changes (node TEXT NOT NULL, container TEXT NOT NULL, position INTEGER NOT NULL,
    revision INTEGER NOT NULL, restored INTEGER NOT NULL, fingerprint TEXT,
    PRIMARY KEY (node, container, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lost_writes (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, position INTEGER NOT NULL,
    rule TEXT, deliberate INTEGER NOT NULL, node TEXT NOT NULL, resource TEXT NOT NULL, checkpoint TEXT NOT NULL,
    key TEXT NOT NULL, name TEXT, lost TEXT, kept TEXT, source TEXT, edits INTEGER NOT NULL, written INTEGER,
    victims TEXT NOT NULL, keys INTEGER NOT NULL, vals INTEGER NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS lost_writes_id ON lost_writes (id);
  CREATE INDEX IF NOT EXISTS lost_writes_position ON lost_writes (position);
  CREATE TABLE IF NOT EXISTS lost_terms (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS lost_postings (term INTEGER NOT NULL, first INTEGER NOT NULL, positions BLOB NOT NULL,
    PRIMARY KEY (term, first)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lost_totals (term INTEGER NOT NULL, position INTEGER NOT NULL, rows INTEGER NOT NULL,
    keys INTEGER NOT NULL, vals INTEGER NOT NULL, PRIMARY KEY (term, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS event_ids (bucket INTEGER NOT NULL, first INTEGER NOT NULL, entries BLOB NOT NULL,
    PRIMARY KEY (bucket, first)) WITHOUT ROWID;
`;
