import Core
public import MAPI
import MIME

extension RTFBody {
  /// What PidTagRtfCompressed holds: HTML or text that was put into it, or else HTML and text made of the RTF.
  public init(compressed: [UInt8], page: CodePage, needsText: Bool) {
    let packed = CompressedRTF(decoding: compressed)
    var flaws = packed.flaws
    rtf = packed.bytes.isEmpty ? nil : packed.bytes
    if packed.bytes.isEmpty {
    } else if let inside = Encapsulation(packed.bytes, page: page) {
      flaws += inside.flaws
      switch inside.form {
      case .html: html = inside.bytes
      case .text: (text, isText) = (inside.bytes, true)
      }
    } else {
      let made = RTFHTML(packed.bytes, page: page)
      flaws += made.flaws
      html = made.bytes
      pictures = made.pictures.enumerated().map { place, picture in
        Picture(
          bytes: picture.bytes, type: picture.form.rawValue,
          fileName: "picture\(place + 1)\(picture.form.fileExtension)",
          contentID: picture.contentID)
      }
      if needsText { text = RTFText(packed.bytes, page: page).bytes }
    }
    damages = flaws.map { $0.fault(place: "") }
  }
}
