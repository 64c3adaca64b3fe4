public import Core
import MAPI

/// Makes large files of a company's mail, always the same for the same seed, and says what is in them.
public struct PSTCompany: Sendable {
  public var layout: PSTLayout
  public var encoding: PSTEncoding
  public var mails: Int
  /// Of a hundred mails, how many have attachments.
  public var attachmentShare: Int
  public var seed: UInt64

  public init(
    layout: PSTLayout = .unicode, encoding: PSTEncoding = .permute, mails: Int, attachmentShare: Int, seed: UInt64 = 7
  ) {
    (self.layout, self.encoding, self.mails) = (layout, encoding, mails)
    (self.attachmentShare, self.seed) = (attachmentShare, seed)
  }

  /// 40,000 mails without attachments: some 325 MB.
  public static let smallMails = PSTCompany(mails: 40_000, attachmentShare: 0)
  /// 8,000 mails with some 5,500 attachments: some 527 MB.
  public static let attachments = PSTCompany(mails: 8000, attachmentShare: 35)
  /// An OST with pages of 4,096 bytes: 3,000 mails with some 2,000 attachments, some 180 MB.
  public static let ost = PSTCompany(layout: .unicode4K, encoding: .none, mails: 3000, attachmentShare: 35)

  private static let shelves: [[String]] = [
    ["Postvak IN"], ["Verzonden items"], ["Postvak IN", "Klanten"], ["Postvak IN", "Facturen"],
    ["Postvak IN", "Project Ä"], ["Archief"], ["Archief", "2019"], ["Archief", "2020"], ["Archief", "2021"],
    ["Postvak IN", "Klanten", "Удалённые"], ["下書き"], ["Privé"],
  ]

  /// Writes the file.
  public func write(to path: String) throws(Fault) -> PSTTruth {
    let writer = try PSTWriter(path, layout: layout, encoding: encoding, name: "Company", seed: seed)
    var truth = PSTTruth()
    var made: [[String]: PSTWriter.Folder] = [[]: .top]
    // What Windows-1252 cannot say has no place in an ANSI file.
    let shelves = Self.shelves.filter { layout != .ansi || $0.allSatisfy { WesternText.holds($0) } }
    for shelf in shelves {
      for depth in 1...shelf.count where made[Array(shelf.prefix(depth))] == nil {
        let parent = made[Array(shelf.prefix(depth - 1))] ?? .top
        made[Array(shelf.prefix(depth))] = writer.folder(shelf[depth - 1], in: parent)
      }
      truth.folders.append(PSTTruth.Folder(path: shelf, mails: 0, unread: 0))
    }
    var desk = PSTCompanyMail(seed: seed, isWestern: layout == .ansi, attachmentShare: attachmentShare)
    for number in 0..<mails {
      let mail = desk.next(number, &truth)
      // Folders are of very different sizes, as people's are.
      let place = desk.shelf(of: shelves.count)
      try writer.add(mail.message, to: made[shelves[place]] ?? .top)
      truth.folders[place].mails += 1
      if !mail.isRead { truth.folders[place].unread += 1 }
    }
    truth.mails = mails
    truth.size = try writer.finish().size
    return truth
  }
}
