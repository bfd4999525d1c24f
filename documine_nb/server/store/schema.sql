CREATE TABLE IF NOT EXISTS templates (id TEXT PRIMARY KEY, added_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dossiers (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  template_id TEXT NOT NULL,
  name TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  member_ids TEXT NOT NULL,
  details TEXT NOT NULL,
  created_at REAL NOT NULL,
  deleted_at REAL
);
CREATE UNIQUE INDEX IF NOT EXISTS dossier_names
  ON dossiers (workspace, template_id, name) WHERE deleted_at IS NULL;
CREATE TABLE IF NOT EXISTS files (
  id TEXT PRIMARY KEY,
  dossier_id TEXT NOT NULL REFERENCES dossiers(id) ON DELETE CASCADE,
  filename TEXT NOT NULL,
  blob TEXT NOT NULL,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  uploader TEXT NOT NULL,
  automatic INTEGER NOT NULL,
  added_at REAL NOT NULL,
  uploaded_at REAL NOT NULL,
  updated_at REAL NOT NULL,
  status TEXT NOT NULL DEFAULT 'UNPROCESSED',
  pages INTEGER,
  processed_at REAL,
  analyses INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  attributes TEXT NOT NULL DEFAULT '{}',
  error TEXT,
  deleted_at REAL
);
CREATE UNIQUE INDEX IF NOT EXISTS file_names ON files (dossier_id, filename) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS files_by_status ON files (status);
CREATE TABLE IF NOT EXISTS analyses (
  file_id TEXT PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
  components TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS overrides (
  file_id TEXT NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  component TEXT NOT NULL,
  component_values TEXT NOT NULL,
  PRIMARY KEY (file_id, component)
);
CREATE TABLE IF NOT EXISTS downloads (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  user_id TEXT NOT NULL,
  dossier_id TEXT NOT NULL,
  file_ids TEXT NOT NULL,
  filename TEXT NOT NULL,
  file_types TEXT NOT NULL,
  report_template_ids TEXT NOT NULL,
  created_at REAL NOT NULL,
  status TEXT NOT NULL DEFAULT 'QUEUED',
  blob TEXT,
  size INTEGER NOT NULL DEFAULT 0,
  last_download REAL,
  error TEXT
);
-- What the license counts: it only grows, whatever is deleted later.
CREATE TABLE IF NOT EXISTS usage (
  workspace TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at REAL NOT NULL,
  pages INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace, kind, subject)
);
