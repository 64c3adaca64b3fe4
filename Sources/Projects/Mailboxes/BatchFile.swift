public import Core

/// A list of mailboxes as Exchange's IMAP migration takes it (`EmailAddress,UserName,Password[,UserRoot]`), or as other
/// tools write it. Columns may stand in any order and case; more columns are allowed.
public struct BatchFile: Sendable {
  public struct Row: Sendable, Hashable {
    /// Of the file; the header stands on line 1.
    public var line: Int
    /// The target mailbox's address.
    public var address: String
    /// The name that signs in at the source, in whatever form the file has it.
    public var userName: String
    /// Set when ``userName`` names an administrator and a user.
    public var admin: AdminName?
    public var password: Secret?
    /// Folder that counts as the source mailbox's root.
    public var userRoot: String?
    /// The name that signs in at the target; ``address`` unless said otherwise.
    public var targetUser: String
  }

  /// The file's own name, for places.
  public var file: String
  public var rows: [Row] = []
  /// One for each thing that is wrong with a row. Such rows are not in ``rows``.
  public var problems: [Finding] = []
  /// Columns that mean nothing here, and the like.
  public var notes: [Finding] = []
  /// Rows that are not in ``rows``.
  public var brokenRows = 0

  /// As many as Microsoft takes in one batch.
  public static let limit = 50_000
  /// Bytes of a file at the most.
  public static let byteLimit = 64 << 20

  enum Column: String, CaseIterable {
    case emailAddress, userName, password, userRoot, targetUser

    /// Headers that mean this column, lower case without blanks, `-` and `_`; the surest first.
    var headers: [String] {
      switch self {
      case .emailAddress: ["emailaddress", "targetaddress", "email", "targetuser", "targetusername", "target"]
      case .userName: ["username", "sourceuser", "sourceaddress", "user", "login", "source"]
      case .password: ["password", "sourcepassword"]
      case .userRoot: ["userroot", "sourceroot", "root"]
      case .targetUser: ["targetuser", "targetusername"]
      }
    }

    /// As it is called in messages.
    var title: String {
      switch self {
      case .emailAddress: "EmailAddress"
      case .userName: "UserName"
      case .password: "Password"
      case .userRoot: "UserRoot"
      case .targetUser: "TargetUser"
      }
    }
  }

  /// Reads a file's bytes. Rows that are wrong are named in ``problems``, all of them. Throws `BATCH-CSV` when it is no
  /// such file at all, and when it has more than ``limit`` rows.
  ///
  /// - Parameters:
  ///   - file: for places, such as `customers.csv`.
  ///   - separator: what stands between user and administrator in `User*Admin`.
  public init(_ bytes: [UInt8], file: String, separator: String = "*") throws(Fault) {
    self.file = file
    let csv: CSV
    do {
      csv = try CSV.read(bytes, limit: Self.limit)
    } catch {
      throw Self.fault(
        error.message, "\(file) line \(error.line) column \(error.column)",
        advice: error.message.contains("rows")
          ? "Split it into files of at most \(Self.limit) rows"
          : "Mend the line in a spreadsheet or an editor, and save it as CSV UTF-8")
    }
    let columns = try columns(csv.header)
    var seen: [String: Int] = [:]
    for record in csv.records {
      let count = problems.count
      let row = read(record, columns, header: csv.header, separator: separator)
      if let row, let first = seen[row.address.lowercased()] {
        problem(row.line, .emailAddress, "\(row.address) stands there twice, first on line \(first)", "Take one out")
      }
      guard let row, problems.count == count else {
        brokenRows += 1
        continue
      }
      seen[row.address.lowercased()] = row.line
      rows.append(row)
    }
  }

  private static func fault(_ message: String, _ place: String, advice: String) -> Fault {
    Fault("BATCH-CSV", message, place: place, recovery: .stopRun, advice: advice)
  }

  // MARK: Columns

  private mutating func columns(_ header: [String]) throws(Fault) -> [Column: Int] {
    let plain = header.map { $0.lowercased().filter { $0 != " " && $0 != "-" && $0 != "_" } }
    var columns: [Column: Int] = [:]
    for column in Column.allCases {
      // In `Source,SourceUser` the second is meant, wherever it stands.
      columns[column] = column.headers.lazy.compactMap { plain.firstIndex(of: $0) }.first
    }
    let known = Set(columns.values)
    let unknown = header.indices.filter { !known.contains($0) && !header[$0].isEmpty }.map { header[$0] }
    for needed in [Column.emailAddress, .userName] where columns[needed] == nil {
      let meant = suggestion(for: needed.title, among: unknown).map { "Did you mean it by \"\($0)\"? " } ?? ""
      throw Self.fault(
        "the column \(needed.title) is missing", "\(file) line 1",
        advice: "\(meant)The first line must name the columns: EmailAddress,UserName,Password, and UserRoot if needed")
    }
    if !unknown.isEmpty {
      notes.append(
        Finding(
          .note, "BATCH-COLUMN", place: "\(file) line 1",
          "\(unknown.count == 1 ? "this column is" : "these columns are") passed over: \(unknown.joined(separator: ", "))",
          next:
            "Nothing to do, unless one of them was meant as EmailAddress, UserName, Password, UserRoot or TargetUser"
        ))
    }
    return columns
  }

  // MARK: Rows

  private mutating func read(
    _ record: CSV.Record, _ columns: [Column: Int], header: [String], separator: String
  ) -> Row? {
    guard record.fields.dropFirst(header.count).allSatisfy(\.isEmpty) else {
      problems.append(
        Finding(
          .problem, "BATCH-ROW", place: "\(file) line \(record.line)",
          "the row has \(record.fields.count) columns, the header \(header.count)",
          next: "Put quotes around a value that holds the separator, a password perhaps"))
      return nil
    }
    func field(_ column: Column) -> String {
      guard let place = columns[column], place < record.fields.count else { return "" }
      return record.fields[place]
    }
    let address = field(.emailAddress).trimmingBlanks()
    let userName = field(.userName).trimmingBlanks()
    let targetUser = field(.targetUser).trimmingBlanks()
    checkAddress(address, isUser: columns[.emailAddress] == columns[.targetUser], line: record.line)
    if userName.isEmpty { problem(record.line, .userName, "it is empty", "Write the name that signs in at the source") }
    for (column, text) in [(Column.emailAddress, address), (.userName, userName), (.targetUser, targetUser)]
    where text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      problem(record.line, column, "it holds a control character", "Take it out")
    }
    let password = field(.password)
    let root = field(.userRoot).trimmingBlanks()
    return Row(
      line: record.line, address: address, userName: userName,
      admin: AdminForm.parse(userName, separator: separator), password: password.isEmpty ? nil : Secret(password),
      userRoot: root.isEmpty ? nil : root, targetUser: targetUser.isEmpty ? address : targetUser)
  }

  private mutating func checkAddress(_ address: String, isUser: Bool, line: Int) {
    if address.isEmpty {
      problem(line, .emailAddress, "it is empty", "Write the target mailbox's address")
      return
    }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard !isUser, parts.count != 2 || parts.contains(where: \.isEmpty) || address.contains(where: \.isWhitespace)
    else { return }
    problem(
      line, .emailAddress, "\(ProjectReader.quoted(address)) is no address", "Write it as an@customer.example")
  }

  private mutating func problem(_ line: Int, _ column: Column, _ message: String, _ next: String) {
    problems.append(
      Finding(.problem, "BATCH-ROW", place: "\(file) line \(line) column \(column.title)", message, next: next))
  }
}
