import GRDB

/// Ledger files as version 1 of the tables had them.
enum FirstLedger {
  /// The tables word for word, kept here because the program's own may change.
  static let tables = """
    CREATE TABLE mailbox (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE folder (
      id INTEGER PRIMARY KEY,
      mailbox INTEGER NOT NULL REFERENCES mailbox(id),
      source_wire BLOB NOT NULL,
      source_path TEXT NOT NULL,
      target_path TEXT NOT NULL,
      role TEXT,
      action TEXT NOT NULL,
      why TEXT NOT NULL,
      subscribed INTEGER NOT NULL DEFAULT 0,
      decided INTEGER NOT NULL DEFAULT 0,
      source_validity INTEGER, source_next INTEGER, source_modseq INTEGER, source_count INTEGER,
      target_wire BLOB, target_validity INTEGER, target_seen INTEGER NOT NULL DEFAULT 0,
      UNIQUE (mailbox, source_wire)
    );
    CREATE TABLE flagset (
      id INTEGER PRIMARY KEY,
      names TEXT NOT NULL UNIQUE
    );
    CREATE TABLE item (
      folder INTEGER NOT NULL,
      id INTEGER NOT NULL,
      state INTEGER NOT NULL,
      size INTEGER NOT NULL,
      date INTEGER NOT NULL,
      zone INTEGER NOT NULL,
      flags INTEGER NOT NULL,
      wanted INTEGER NOT NULL,
      target INTEGER,
      PRIMARY KEY (folder, id)
    ) WITHOUT ROWID;
    CREATE INDEX item_open ON item (folder, id) WHERE state < 2;
    CREATE INDEX item_flags ON item (folder, id) WHERE wanted <> flags;
    CREATE INDEX item_unknown ON item (folder, id) WHERE target IS NULL AND state = 2;
    CREATE TABLE trouble (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      folder INTEGER NOT NULL,
      id INTEGER NOT NULL,
      code TEXT NOT NULL,
      detail TEXT NOT NULL,
      subject TEXT NOT NULL,
      sender TEXT NOT NULL,
      accepted TEXT,
      UNIQUE (folder, id)
    );
    CREATE TABLE repair (
      folder INTEGER NOT NULL, id INTEGER NOT NULL,
      changes TEXT NOT NULL, original TEXT NOT NULL, stored TEXT NOT NULL,
      PRIMARY KEY (folder, id)
    );
    CREATE TABLE plan (id TEXT PRIMARY KEY, made INTEGER NOT NULL, body TEXT NOT NULL);
    CREATE TABLE run (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, body TEXT NOT NULL);
    CREATE TABLE verify (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, body TEXT NOT NULL);
    CREATE TABLE control (id INTEGER PRIMARY KEY CHECK (id = 1), request TEXT NOT NULL);
    """

  /// Writes what a ledger holds into a new file at `path` as version 1 would have written it; what version 1 had no place
  /// for is left out.
  static func write(_ ledger: String, to path: String) throws {
    var configuration = Configuration()
    // A run that died may still be letting go of its ledger.
    configuration.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      try db.execute(sql: tables)
      try db.execute(sql: "ATTACH ? AS now", arguments: [ledger])
      let names = try String.fetchAll(
        db, sql: "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      for name in names {
        let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?, 'main')", arguments: [name])
          .joined(separator: ", ")
        try db.execute(sql: "INSERT INTO main.\(name) (\(columns)) SELECT \(columns) FROM now.\(name)")
      }
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    try queue.close()
  }
}
