public import Core
public import Groupware
public import MAPI
import MIME

/// A task, journal entry or note of Outlook as a part of a calendar: VTODO or VJOURNAL.
public struct ItemComponent: Sendable {
  public struct Options: Sendable {
    /// As of ``ContactCard/Options``.
    public var identity: [UInt8]?
    public var codePage: CodePage = .western
    public var place = ""
    public init() {}
  }

  public var component: CalendarComponent
  /// Properties that nothing was made of: what a sidecar must keep.
  public var left: [PropertyTag]
  /// How many attachments the item has; none of them is in the component.
  public var leftAttachments: Int
  public var findings: [Finding]

  private init(_ writer: ItemWriter) {
    component = writer.component
    findings = writer.item.allFindings
    left = writer.item.left
    do throws(Fault) {
      leftAttachments = try writer.item.object.attachments().count
    } catch {
      leftAttachments = 0
      findings.append(Finding(error, level: .warning))
    }
  }

  /// [MS-OXOTASK] §2.2.2
  public static func task(_ task: any MessageObject, _ options: Options = Options()) -> ItemComponent {
    var writer = ItemWriter("VTODO", task, options)
    writer.head()
    writer.task()
    writer.reminder()
    writer.tail()
    return ItemComponent(writer)
  }

  /// [MS-OXOJRNL] §2.2.1
  public static func journalEntry(_ entry: any MessageObject, _ options: Options = Options()) -> ItemComponent {
    var writer = ItemWriter("VJOURNAL", entry, options)
    writer.head()
    writer.journalEntry()
    writer.tail()
    return ItemComponent(writer)
  }

  /// [MS-OXONOTE] §2.2.1
  public static func note(_ note: any MessageObject, _ options: Options = Options()) -> ItemComponent {
    var writer = ItemWriter("VJOURNAL", note, options)
    writer.head()
    writer.note()
    writer.tail()
    return ItemComponent(writer)
  }

  /// A note as text alone: its body, which begins with what is shown as its subject; line ends are LF.
  public static func text(ofNote note: any MessageObject, _ options: Options = Options()) -> String {
    let item = ItemReader(note, codePage: options.codePage, place: options.place)
    let text = item.body() ?? item.text(PropertyID.subject) ?? ""
    return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n") + "\n"
  }
}

/// Makes the lines of a component.
struct ItemWriter {
  let item: ItemReader
  let options: ItemComponent.Options
  var component: CalendarComponent

  init(_ name: String, _ object: any MessageObject, _ options: ItemComponent.Options) {
    item = ItemReader(object, codePage: options.codePage, place: options.place)
    self.options = options
    component = CalendarComponent(name)
  }

  mutating func add(_ name: String, _ parameters: [ContentLine.Parameter] = [], text: String?) {
    if let text { component.add(ContentLine(name, parameters, text: text)) }
  }

  mutating func add(_ name: String, utc time: FileTime?) {
    if let time { component.add(DateTimeValue.utc(time.seconds).line(name)) }
  }

  mutating func head() {
    item.take(PropertyID.messageClass)
    let changed = item.time(PropertyID.lastModificationTime)
    let created = item.time(PropertyID.creationTime)
    let kind = component.name.lowercased()
    component.add(ContentLine("UID", ItemIdentity.uuid(options.identity ?? ItemIdentity.key(item), kind: kind)))
    // RFC 5545 §3.8.7.2: it must be there. Of an item that was never changed, the beginning of all time is told.
    component.add(DateTimeValue.utc((changed ?? created)?.seconds ?? 0).line("DTSTAMP"))
    add("CREATED", utc: created)
    add("LAST-MODIFIED", utc: changed)
    add("SUMMARY", text: item.text(PropertyID.subject) ?? item.text(PropertyID.normalizedSubject))
    item.take(PropertyID.normalizedSubject)
  }

  mutating func tail() {
    add("DESCRIPTION", text: item.body())
    let words = item.texts(.keywords)
    if !words.isEmpty { component.add("CATEGORIES", TextValue.joined(words)) }
    switch item.integer(PropertyID.sensitivity) {
    case 1, 2: component.add(ContentLine("CLASS", "PRIVATE"))
    case 3: component.add(ContentLine("CLASS", "CONFIDENTIAL"))
    default: break
    }
    for company in item.texts(.companies) { add("X-COMPANY", text: company) }
    for person in item.texts(.contacts) { add("CONTACT", text: person) }
    add("X-BILLING", text: item.text(.billing))
    add("X-MILEAGE", text: item.text(.mileage))
  }

  // RFC 5545 §3.6.6
  mutating func reminder() {
    guard item.boolean(.reminderSet) == true else { return }
    guard let time = item.time(.reminderSignalTime) ?? item.time(.reminderTime) else { return }
    item.take(.reminderTime)
    var alarm = CalendarComponent("VALARM")
    alarm.add(ContentLine("ACTION", "DISPLAY"))
    alarm.add(ContentLine("TRIGGER", [.init("VALUE", "DATE-TIME")], DateTimeValue.utc(time.seconds).text))
    alarm.add(ContentLine("DESCRIPTION", component.first("SUMMARY")?.value ?? "Reminder"))
    component.add(alarm)
  }
}
