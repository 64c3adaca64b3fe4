/// The ledger's tables. Numbers in `item.state` are those of ``ItemState``.
enum LedgerSchema {
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
      -- set before the first folder is made: from then on the target path is what it is
      decided INTEGER NOT NULL DEFAULT 0,
      -- where the last listing of the source stopped; NULL before the first
      source_validity INTEGER, source_next INTEGER, source_modseq INTEGER, source_count INTEGER,
      -- the target folder items were sent to, and the id below which all its items are accounted for
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
      -- flags the target was given, and flags the source has now: a difference is an update that waits
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

  /// What version 2 added: copies that a target may store late.
  static let second = """
    CREATE TABLE unanswered (
      folder INTEGER NOT NULL,
      id INTEGER NOT NULL,
      -- appends of the item that were never answered, and when the last of them was lost (seconds since 1970)
      times INTEGER NOT NULL, lost INTEGER NOT NULL,
      -- the first target id they may appear under
      since INTEGER NOT NULL,
      PRIMARY KEY (folder, id)
    ) WITHOUT ROWID;
    -- copies too many at the target, by their id there
    CREATE TABLE twin (
      folder INTEGER NOT NULL, target INTEGER NOT NULL, id INTEGER NOT NULL,
      PRIMARY KEY (folder, target)
    ) WITHOUT ROWID;
    """

  /// What version 3 added: changes of flags that were sent and not answered yet.
  static let third = """
    CREATE TABLE flagging (
      folder INTEGER NOT NULL,
      id INTEGER NOT NULL,
      -- all flags that the target may have; those of `item.flags` it has for sure
      given INTEGER NOT NULL,
      PRIMARY KEY (folder, id)
    ) WITHOUT ROWID;
    """

  /// Every column the code reads, asked for once when the file is opened.
  static let probes = [
    """
    SELECT id, mailbox, source_wire, source_path, target_path, role, action, why, subscribed, decided, source_validity,
      source_next, source_modseq, source_count, target_wire, target_validity, target_seen FROM folder LIMIT 0
    """,
    "SELECT folder, id, state, size, date, zone, flags, wanted, target FROM item LIMIT 0",
    "SELECT number, folder, id, code, detail, subject, sender, accepted FROM trouble LIMIT 0",
    "SELECT folder, id, changes, original, stored FROM repair LIMIT 0",
    "SELECT mailbox.id, mailbox.name, flagset.id, names FROM mailbox, flagset LIMIT 0",
    "SELECT unanswered.folder, unanswered.id, times, lost, since, twin.folder, twin.id, twin.target FROM unanswered, twin"
      + " LIMIT 0",
    "SELECT folder, id, given FROM flagging LIMIT 0",
    "SELECT plan.body, run.body, verify.body, request FROM plan, run, verify, control LIMIT 0",
  ]
}
