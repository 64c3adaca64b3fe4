/// A picture that stands in a text.
public struct RTFPicture: Sendable, Hashable {
  public enum Form: String, Sendable, Hashable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case emf = "image/emf"
    case wmf = "image/wmf"
    case bitmap = "image/bmp"
    /// Nothing says what it is.
    case other = "application/octet-stream"

    /// For a file's name, with its dot.
    public var fileExtension: String {
      switch self {
      case .png: ".png"
      case .jpeg: ".jpg"
      case .emf: ".emf"
      case .wmf: ".wmf"
      case .bitmap: ".bmp"
      case .other: ".bin"
      }
    }
  }

  /// A file of its own.
  public var bytes: [UInt8]
  public var form: Form
  /// As it is shown, in pixels of a 96th of an inch; nil where nothing says.
  public var width: Int?
  public var height: Int?
  /// What `cid:` in the HTML names it, without angle brackets.
  public var contentID: String

  /// For HTML that shows it.
  static func isShown(_ form: Form) -> Bool { form != .other }
}

/// A picture as it is read: its bytes as digits or as they are, its size in words.
struct RTFPictureReader {
  private(set) var bytes: [UInt8] = []
  private var form = RTFPicture.Form.other
  private var half: UInt8?
  /// In twentieths of a point.
  private var goal: (width: Int, height: Int) = (0, 0)
  private var scale: (width: Int, height: Int) = (100, 100)

  mutating func apply(_ word: RTFWord, _ number: Int32?) {
    let value = min(max(Int(number ?? 0), 0), 1_000_000)
    switch word {
    case .pngblip: form = .png
    case .jpegblip: form = .jpeg
    case .emfblip: form = .emf
    case .wmetafile: form = .wmf
    case .dibitmap: form = .bitmap
    case .picwgoal: goal.width = value
    case .pichgoal: goal.height = value
    case .picscalex: scale.width = value
    case .picscaley: scale.height = value
    default: break
    }
  }

  mutating func digits(_ text: ArraySlice<UInt8>) {
    for byte in text {
      guard let digit = RTFTokenizer.digit(byte) else { continue }
      if let high = half {
        bytes.append(high << 4 | digit)
        half = nil
      } else {
        half = digit
      }
    }
  }

  mutating func append(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }

  /// nil without bytes.
  func picture(contentID: String) -> RTFPicture? {
    guard !bytes.isEmpty else { return nil }
    func pixels(_ twips: Int, _ percent: Int) -> Int? {
      twips > 0 ? max(1, twips * (percent > 0 ? percent : 100) / 1500) : nil
    }
    let header = form == .wmf ? metafileHeader() : form == .bitmap ? bitmapHeader() : []
    return RTFPicture(
      bytes: header + bytes, form: form, width: pixels(goal.width, scale.width),
      height: pixels(goal.height, scale.height), contentID: contentID)
  }

  /// RTF leaves out what a file begins with: size and resolution. [MS-WMF] §2.3.2.3
  private func metafileHeader() -> [UInt8] {
    guard !bytes.starts(with: [0xD7, 0xCD, 0xC6, 0x9A]) else { return [] }
    let size = [goal.width, goal.height].map { UInt16(clamping: $0 > 0 ? $0 : 1440) }
    var words: [UInt16] = [0xCDD7, 0x9AC6, 0, 0, 0, size[0], size[1], 1440, 0, 0]
    words.append(words.reduce(0, ^))
    return words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
  }

  /// The same for a bitmap: where its points begin, after header and palette. [MS-WMF] §2.2.2.9
  private func bitmapHeader() -> [UInt8] {
    guard bytes.count >= 40, !bytes.starts(with: [0x42, 0x4D]) else { return [] }
    func number(_ at: Int, _ count: Int) -> UInt32 {
      (0..<count).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << (8 * $1) }
    }
    let (bits, used) = (number(14, 2), number(32, 4))
    let colors = used > 0 && used <= 256 ? used : bits <= 8 ? 1 << bits : 0
    let masks: UInt32 = number(16, 4) == 3 && number(0, 4) == 40 ? 12 : 0
    let offset = 14 &+ number(0, 4) &+ masks &+ colors * 4
    let fields = [UInt32(truncatingIfNeeded: bytes.count + 14), 0, offset]
    return [0x42, 0x4D] + fields.flatMap { field in (0..<4).map { UInt8(truncatingIfNeeded: field >> (8 * $0)) } }
  }
}
