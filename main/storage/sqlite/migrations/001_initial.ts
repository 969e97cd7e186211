import type { Migration } from './migration.ts'

/**
 * Telemetry: `chunk` holds small headers, ordered by series and time, so that overviews never touch the blobs in `chunk_data`.
 * Catalog: what is searched by is a column, the rest of a row is JSON. Ids are never used twice (AUTOINCREMENT): a new tag must not
 * find the points of a removed one.
 */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  sql: `
CREATE TABLE chunk (
  series INTEGER NOT NULL,
  t0 REAL NOT NULL,
  t1 REAL NOT NULL,
  n INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  min REAL,
  max REAL,
  mean REAL,
  m2 REAL,
  step REAL,
  worst INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  data INTEGER NOT NULL,
  PRIMARY KEY (series, t0)
) WITHOUT ROWID;
CREATE TABLE chunk_data (id INTEGER PRIMARY KEY AUTOINCREMENT, points BLOB NOT NULL);
CREATE TABLE chunk_group (
  series INTEGER NOT NULL,
  t0 REAL NOT NULL,
  t1 REAL NOT NULL,
  headers BLOB NOT NULL,
  PRIMARY KEY (series, t0)
) WITHOUT ROWID;
CREATE TABLE checkpoint (key TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE asset (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  parent INTEGER REFERENCES asset (id),
  simulated INTEGER NOT NULL
);
CREATE TABLE tag (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  asset INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  derived TEXT,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX tag_name ON tag (asset, name, ifnull(derived, ''));
CREATE TABLE detection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  asset INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
  body TEXT NOT NULL
);
CREATE INDEX detection_asset ON detection (asset, id);
CREATE TABLE event (
  detection INTEGER NOT NULL REFERENCES detection (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (detection, id)
) WITHOUT ROWID;
CREATE INDEX event_id ON event (id, detection);
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX verdict_event ON verdict (event, id);
CREATE TABLE job (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE document (scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (scope, key)) WITHOUT ROWID;
CREATE TABLE topic (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE upload (id INTEGER PRIMARY KEY AUTOINCREMENT, started_at REAL NOT NULL);
CREATE TABLE upload_part (
  upload INTEGER NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
  part INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (upload, part)
);
CREATE TABLE artifact (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at REAL NOT NULL,
  upload INTEGER NOT NULL REFERENCES upload (id)
);
CREATE INDEX artifact_kind ON artifact (kind, created_at);
`,
}
