CREATE TABLE IF NOT EXISTS workspaces (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL REFERENCES workspaces(name) ON DELETE CASCADE,
  username TEXT NOT NULL COLLATE NOCASE,
  email TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
  roles TEXT NOT NULL,
  password TEXT NOT NULL,
  UNIQUE (workspace, username)
);
CREATE TABLE IF NOT EXISTS clients (
  workspace TEXT NOT NULL REFERENCES workspaces(name) ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  secret_hash TEXT, redirect_uris TEXT NOT NULL,
  loopback INTEGER NOT NULL, password_grant INTEGER NOT NULL,
  PRIMARY KEY (workspace, client_id)
);
CREATE TABLE IF NOT EXISTS sessions (
  sid TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  started_at REAL NOT NULL, expires_at REAL NOT NULL,
  cookie_hash TEXT
);
CREATE INDEX IF NOT EXISTS sessions_by_cookie ON sessions (cookie_hash);
CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (user_id);
CREATE TABLE IF NOT EXISTS codes (
  code_hash TEXT PRIMARY KEY,
  sid TEXT NOT NULL REFERENCES sessions(sid) ON DELETE CASCADE,
  pending TEXT NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS used_refresh_tokens (
  jti TEXT PRIMARY KEY,
  sid TEXT NOT NULL REFERENCES sessions(sid) ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS sign_ins (
  tab TEXT PRIMARY KEY,
  browser_hash TEXT NOT NULL, csrf_hash TEXT NOT NULL,
  sign_in TEXT NOT NULL, expires_at REAL NOT NULL
);
-- Tables are only ever added, so that older data folders open without a migration.
CREATE TABLE IF NOT EXISTS client_grants (
  workspace TEXT NOT NULL, client_id TEXT NOT NULL,
  device INTEGER NOT NULL, service_roles TEXT NOT NULL,
  PRIMARY KEY (workspace, client_id),
  FOREIGN KEY (workspace, client_id) REFERENCES clients ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS used_codes (
  code_hash TEXT PRIMARY KEY,
  sid TEXT NOT NULL REFERENCES sessions(sid) ON DELETE CASCADE,
  client_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS detached_clients (
  sid TEXT NOT NULL REFERENCES sessions(sid) ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  PRIMARY KEY (sid, client_id)
);
CREATE TABLE IF NOT EXISTS revoked_tokens (jti TEXT PRIMARY KEY, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS device_codes (
  code_hash TEXT PRIMARY KEY,
  workspace TEXT NOT NULL, user_code TEXT NOT NULL,
  client_id TEXT NOT NULL, scope TEXT NOT NULL, challenge TEXT,
  expires_at REAL NOT NULL, next_poll_at REAL NOT NULL,
  state TEXT NOT NULL,
  sid TEXT REFERENCES sessions(sid) ON DELETE CASCADE,
  UNIQUE (workspace, user_code)
);
