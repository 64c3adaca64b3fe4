public import Archives
public import Core

/// Mail that lies in files: their form, and where a mailbox's files are.
public struct MailFiles: Sendable, Hashable {
  /// A word of the path that stands for the mailbox's name at this end.
  public enum Placeholder: String, Sendable, CaseIterable {
    /// The name as it is: `an@peeters.example`.
    case user
    /// What stands before the last `@`.
    case local
    /// What stands behind the last `@`.
    case domain

    public var word: String { "{\(rawValue)}" }
  }

  public var form: ArchiveForm
  /// The path as the project file has it.
  public var written: String
  /// The same from the root on, without `.` and `..`; placeholders are still in it.
  public var path: String

  /// - Parameter path: absolute.
  public init(_ form: ArchiveForm, path: String, written: String? = nil) {
    self.form = form
    self.path = Self.plain(path)
    self.written = written ?? path
  }

  /// The path leads to another place for each mailbox.
  public var isPerMailbox: Bool { Placeholder.allCases.contains { path.contains($0.word) } }

  /// Where the files of the mailbox `user` are. Throws `MAILBOX-PATH` for a name that would lead elsewhere or nowhere.
  public func path(for user: String) throws(Fault) -> String {
    var out = ""
    var rest = path[...]
    while let brace = rest.firstIndex(of: "{") {
      out += rest[..<brace]
      guard let placeholder = Placeholder.allCases.first(where: { rest[brace...].hasPrefix($0.word) }) else { break }
      let value = try Self.value(placeholder, of: user)
      guard Self.isFileName(value) else {
        throw Fault(
          "MAILBOX-PATH", "the name of the mailbox cannot be part of a path", place: written, recovery: .stopRun,
          advice: "Give the mailbox a name without / at this end, or an end of its own with a path of its own")
      }
      out += value
      rest = rest[brace...].dropFirst(placeholder.word.count)
    }
    return out + rest
  }

  private static func value(_ placeholder: Placeholder, of user: String) throws(Fault) -> String {
    let at = user.lastIndex(of: "@")
    switch (placeholder, at) {
    case (.user, _), (.local, nil): return user
    case (.local, let at?): return String(user[..<at])
    case (.domain, let at?): return String(user[user.index(after: at)...])
    case (.domain, nil):
      throw Fault(
        "MAILBOX-PATH", "the path asks for a domain, and the name of the mailbox has none", place: placeholder.word,
        recovery: .stopRun, advice: "Write \(Placeholder.user.word) instead, or give the mailbox its whole address")
    }
  }

  /// A name from a list must not lead out of the folder it is put into.
  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == 0x2F || $0 < 0x20 || $0 == 0x7F }
  }

  /// What stands in braces and means nothing; nil when the path is sound.
  static func unknownPlaceholder(in path: String) -> String? {
    var rest = path[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard let known = Placeholder.allCases.first(where: { rest[brace...].hasPrefix($0.word) }) else {
        let end = rest[brace...].firstIndex(of: "}").map { rest.index(after: $0) } ?? rest.endIndex
        return String(rest[brace..<end])
      }
      rest = rest[brace...].dropFirst(known.word.count)
    }
    return nil
  }

  /// Without `.`, `..` and doubled strokes.
  private static func plain(_ path: String) -> String {
    var levels: [Substring] = []
    for level in path.split(separator: "/") where level != "." {
      if level == ".." { _ = levels.popLast() } else { levels.append(level) }
    }
    return "/" + levels.joined(separator: "/")
  }
}
