public import Core
import MAPI
import Outlook
public import PST

/// What is in an Outlook file, by its tables; bodies and attachments are not read.
public struct OutlookSurvey: Sendable {
  public struct Folder: Sendable {
    public var place: OutlookFolderPlace
    /// That its table lists.
    public var items = 0
    public var unread = 0
    /// Items that lie in it and that no table lists.
    public var deleted = 0
    /// Views, rules and the like.
    public var settings = 0
    /// As Outlook counts them (PidTagMessageSize).
    public var bytes: Int64 = 0
    /// Items over the size that Microsoft's import takes.
    public var oversized = 0
  }
  public private(set) var folders: [Folder] = []
  /// Items by message class, as it is spelled.
  public private(set) var classes: [String: Int] = [:]
  /// Items by the year of their arrival; 0 where there is none.
  public private(set) var years: [Int: Int] = [:]
  public private(set) var orphans = 0
  public private(set) var hasPassword = false
  public private(set) var displayName = ""
  public private(set) var damages: [Fault] = []

  /// Microsoft's import leaves out items above this.
  public static let largestImported = 150 << 20

  public init(_ store: OutlookStore) throws(Fault) {
    displayName = store.displayName ?? ""
    hasPassword = store.passwordChecksum != nil
    for place in store.places() { try take(place, store) }
    try store.orphans { item throws(Fault) in
      if item.kind == .message { orphans += 1 }
      return true
    }
    damages += store.damages
  }

  public var items: Int { folders.reduce(0) { $0 + $1.items } }
  public var deleted: Int { folders.reduce(0) { $0 + $1.deleted } }
  public var settings: Int { folders.reduce(0) { $0 + $1.settings } }
  public var bytes: Int64 { folders.reduce(0) { $0 + $1.bytes } }
  /// Levels of folders below the top.
  public var depth: Int { folders.reduce(0) { max($0, $1.place.path.count) } }

  private mutating func take(_ place: OutlookFolderPlace, _ store: OutlookStore) throws(Fault) {
    var found = Folder(place: place)
    let folder = store.folder(place.entry.id)
    try folder.forEachItem(.message) { item throws(Fault) in
      let isDeleted = place.isDeleted || place.isOrphan || item.isDeleted
      if isDeleted { found.deleted += 1 } else { found.items += 1 }
      count(item, &found)
      return true
    }
    try folder.forEachItem(.associated) { _ throws(Fault) in
      found.settings += 1
      return true
    }
    damages += folder.damages
    // The folder above all is shown when it holds something.
    if !place.path.isEmpty || found.items + found.deleted > 0 { folders.append(found) }
  }

  private mutating func count(_ item: OutlookItem, _ found: inout Folder) {
    guard let row = item.summary ?? Self.opened(item) else {
      classes["(unreadable)", default: 0] += 1
      return
    }
    let name = Self.read { () throws(Fault) in try row.text(PropertyID.messageClass, codePage: .western) }
    classes[name ?? "(none)", default: 0] += 1
    let time =
      Self.read { () throws(Fault) in try row.time(PropertyID.messageDeliveryTime) }
      ?? Self.read { () throws(Fault) in try row.time(PropertyID.clientSubmitTime) }
      ?? Self.read { () throws(Fault) in try row.time(PropertyID.lastModificationTime) }
    years[time.map { CalendarTime(secondsSince1970: $0.seconds).year } ?? 0, default: 0] += 1
    let size = Self.read { () throws(Fault) in try row.integer(PropertyID.messageSize) } ?? 0
    found.bytes += Int64(max(0, size))
    if size > Self.largestImported { found.oversized += 1 }
    let flags = Self.read { () throws(Fault) in try row.integer(PropertyID.messageFlags) } ?? 1
    if flags & 1 == 0 { found.unread += 1 }
  }

  private static func opened(_ item: OutlookItem) -> (any PropertyBag)? {
    do { return try item.open() } catch { return nil }
  }

  /// A value that cannot be read counts as none; `pst check` and an extraction tell of it.
  private static func read<Value>(_ read: () throws(Fault) -> Value?) -> Value? {
    do { return try read() } catch { return nil }
  }
}
