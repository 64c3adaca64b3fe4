/// Shortstraw, a made-up company in Ghent that makes drinking straws from rye, as they were made before plastic. Four
/// mailboxes with Dutch folder names, about 2,000 messages from 1999 to 2026, some of them as awkward as real ones.
///
/// Everything follows from the seed: the same seed gives the same bytes, dates and flags on every machine.
public struct Shortstraw: Sendable {
  public static let domain = "shortstraw.example"
  /// Opens every mailbox on both lab servers, as `user*migratie` or by an authorization identity.
  public static let administrator = (user: "migratie", password: "Vlas-en-Vlegel-2026")
  public let seed: UInt64
  /// With messages that many servers refuse or change on arrival: NUL, bare LF, no byte at all.
  public let includesRaw: Bool
  public let mailboxes: [LabMailbox]

  public init(seed: UInt64 = 1999, includesRaw: Bool = false) {
    self.seed = seed
    self.includesRaw = includesRaw
    mailboxes = Person.all.map { person in
      LabMailbox(
        user: person.address, password: person.password,
        folders: FolderShelf.shelves(of: person).map { shelf in
          shelf.folder(of: person, seed: seed, includesRaw: includesRaw)
        })
    }
  }

  public var count: Int { mailboxes.reduce(0) { $0 + $1.count } }
}

/// A folder before it is filled: its place, and how many ordinary messages it gets.
struct FolderShelf: Sendable {
  var path: [String]
  var specialUse: String?
  var years: ClosedRange<Int>
  var ordinary: Int
  var isSubscribed = true

  init(
    _ name: String, _ ordinary: Int, _ years: ClosedRange<Int> = 2_022...2_026, use: String? = nil,
    subscribed: Bool = true
  ) {
    path = name.split(separator: "/").map(String.init)
    specialUse = use
    self.years = years
    self.ordinary = ordinary
    isSubscribed = subscribed
  }

  static func shelves(of person: Person) -> [FolderShelf] {
    switch person {
    case .oliver:
      [
        .init("INBOX", 150), .init("Verzonden items", 130, use: "\\Sent"), .init("Concepten", 6, use: "\\Drafts"),
        .init("Prullenbak", 25, use: "\\Trash"), .init("Ongewenste e-mail", 30, use: "\\Junk"),
        .init("Postvak In/Offertes", 45), .init("Klanten", 0), .init("Klanten/Bäckerei Müller", 60),
        .init("Klanten/Café ’t Rietje", 40), .init("Klanten/Stro & Zonen", 25),
        .init("Klanten/50% korting", 12), .init("Archief", 0, use: "\\Archive"),
        .init("Archief/1999", 20, 1_999...1_999), .init("Archief/2019", 70, 2_019...2_019),
        .init("Archief/2020", 70, 2_020...2_020), .init("Leeg", 0, subscribed: false),
      ]
    case .annie:
      [
        .init("INBOX", 120), .init("Verzonden items", 110, use: "\\Sent"), .init("Concepten", 3, use: "\\Drafts"),
        .init("Prullenbak", 20, use: "\\Trash"), .init("Ongewenste e-mail", 15, use: "\\Junk"),
        .init("Boekhouding/Facturen", 110), .init("Boekhouding/BTW 2025", 30, 2_025...2_025),
        .init("Leveranciers/\"De Halm\" bv", 25), .init("Vakantie ☀", 18), .init("Privé", 14, subscribed: false),
      ]
    case .john:
      [
        .init("INBOX", 110), .init("Sent Items", 90, use: "\\Sent"), .init("Drafts", 2, use: "\\Drafts"),
        .init("Deleted Items", 20, use: "\\Trash"), .init("Junk E-mail", 10, use: "\\Junk"),
        .init("Werkplaats", 50), .init("Werkplaats/Machine 3/Onderhoud", 25), .init("Deliveries/Łódź", 20),
      ]
    default:
      [
        .init("INBOX", 160), .init("Verzonden items", 70, use: "\\Sent"),
        .init("Ongewenste e-mail", 60, use: "\\Junk"), .init("Vragen", 50), .init("Vragen/日本", 20),
        .init("Nieuwsbrieven", 40, 2_010...2_026),
      ]
    }
  }

  /// Ordinary messages first, then the odd ones that belong here.
  func folder(of person: Person, seed: UInt64, includesRaw: Bool) -> LabFolder {
    let shelf = self
    let odd = OddMessage.all.filter {
      $0.user == person.user && $0.folder == path && (includesRaw || !$0.isRaw)
    }
    return LabFolder(
      path: path, specialUse: specialUse, isSubscribed: isSubscribed, count: ordinary + odd.count
    ) { index in
      if index < shelf.ordinary {
        return BusinessMail(person: person, shelf: shelf, index: index, seed: seed).message()
      }
      return odd[index - shelf.ordinary].make()
    }
  }
}
