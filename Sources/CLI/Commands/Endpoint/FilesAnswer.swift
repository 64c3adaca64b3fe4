import Archives
import Core
import Projects

/// What `add` and `set` make of a path and a form: the keys to write, and what was seen there.
struct FilesAnswer {
  let side: Side
  let project: Project
  let session: Session

  /// The keys for an endpoint that is new. Throws where the form is neither said nor seen.
  func pairs(_ kind: EndpointKind, path: String?, as word: FormWord?) throws -> (
    keys: [(String, String)], seen: String?
  ) {
    guard let path else {
      throw CommandFailure(
        .misused, "USAGE", "the path of the files is missing",
        next: "postduif \(side.rawValue) add NAME \(kind.rawValue) PATH")
    }
    if let word, let form = kind.form, word.form != form {
      throw CommandFailure(
        .misused, "USAGE", "\(kind.rawValue) and --as \(word.rawValue) contradict each other",
        next: "postduif \(side.rawValue) add NAME folder PATH --as \(word.rawValue)")
    }
    let said = word?.form ?? kind.form ?? (side == .target ? .maildir : nil)
    let written = written(path)
    let seen = Result { () throws(Fault) in try look(written) }
    guard let form = try said ?? seen.get()?.form else {
      throw CommandFailure(
        .misused, "FILES-FORM", "nothing at the path tells how mail lies there", place: path,
        next: "Say it with --as maildir, --as mbox or --as eml")
    }
    guard side == .source || form.isWritable else {
      throw CommandFailure(
        .misused, "FILES-READ-ONLY", "Outlook files are read and not written", place: path,
        next: "postduif target add NAME folder PATH --as maildir")
    }
    return ([("kind", form.rawValue), ("path", written)], remark(seen, said: said))
  }

  /// A path as it is typed in the project's folder, absolute when typed elsewhere: the project is used from anywhere.
  func written(_ path: String) -> String {
    let isAtHome = session.context.directory == project.folder
    return path.hasPrefix("/") || path.hasPrefix("~/") || isAtHome
      ? path : ProjectFolder.absolute(path, in: session.context.directory)
  }

  private func look(_ written: String) throws(Fault) -> FilesLook.Sight? {
    let users = ((try? project.mailboxes()) ?? []).map { $0[side].user }
    let home = session.context.environment["HOME"] ?? ""
    let whole =
      written.hasPrefix("~/")
      ? "\(home)/\(written.dropFirst(2))" : ProjectFolder.absolute(written, in: project.folder)
    return try FilesLook.sight(Projects.MailFiles(.maildir, path: whole, written: written), users: users)
  }

  /// Files may come later, or be mended: what is wrong with them now is said and does not stop anybody.
  private func remark(_ look: Result<FilesLook.Sight?, Fault>, said: ArchiveForm?) -> String? {
    let seen: FilesLook.Sight?
    switch look {
    case .success(let sight): seen = sight
    case .failure(let fault): return "Not readable now: \(fault.message)."
    }
    guard let seen else { return side == .source ? "No files are there yet." : nil }
    guard let form = seen.form else { return side == .source ? "Nothing at \(seen.place) looks like mail yet." : nil }
    if let said, said != form { return "Seen at \(seen.place): \(form.words), and not \(said.words)!" }
    return "Seen at \(seen.place): \(form.words)."
  }
}
