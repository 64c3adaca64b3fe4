import MIME

/// Media types of attachments.
enum MediaTypes {
  /// `text/plain; charset=x` in its parts; nil for what is no type. Boundaries and names are told elsewhere.
  static func parsed(_ tag: [UInt8]) -> (type: String, parameters: Parameters)? {
    let content = ContentType(tag)
    let tokens = [content.type, content.subtype]
    guard tokens.allSatisfy({ !$0.isEmpty && $0.utf8.count < 80 && $0.utf8.allSatisfy(isToken) }) else { return nil }
    let kept = content.parameters.all.filter { !["boundary", "name", "filename"].contains($0.name) }
    return ("\(content.type)/\(content.subtype)", Parameters(kept.filter { $0.name.utf8.allSatisfy(isToken) }))
  }

  /// RFC 2045 §5.1
  private static func isToken(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?=".utf8.contains(byte)
  }

  static func type(ofFile name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
    return byExtension[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
  }

  private static let byExtension: [String: String] = {
    var table: [String: String] = [:]
    for line in lines.split(separator: "\n") {
      let words = line.split(separator: " ")
      for ending in words.dropFirst() { table[String(ending)] = String(words[0]) }
    }
    return table
  }()

  /// A type and the endings of its files.
  private static let lines = """
    application/gzip gz
    application/json json
    application/msword doc dot
    application/pdf pdf
    application/pgp-signature asc sig
    application/pkcs7-mime p7m
    application/pkcs7-signature p7s
    application/pkix-cert cer crt
    application/x-pkcs12 p12 pfx
    application/postscript ps eps ai
    application/rtf rtf
    application/vnd.ms-excel xls xlt xla
    application/vnd.ms-excel.sheet.macroEnabled.12 xlsm
    application/vnd.ms-outlook msg
    application/vnd.ms-powerpoint ppt pps pot
    application/vnd.ms-project mpp
    application/vnd.ms-xpsdocument xps
    application/vnd.oasis.opendocument.presentation odp
    application/vnd.oasis.opendocument.spreadsheet ods
    application/vnd.oasis.opendocument.text odt
    application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
    application/vnd.openxmlformats-officedocument.presentationml.slideshow ppsx
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
    application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
    application/vnd.openxmlformats-officedocument.wordprocessingml.template dotx
    application/vnd.visio vsd vsdx
    application/x-7z-compressed 7z
    application/x-bzip2 bz2
    application/x-tar tar
    application/xml xml xsl
    application/zip zip
    audio/aac aac
    audio/flac flac
    audio/midi mid midi
    audio/mp4 m4a
    audio/mpeg mp3
    audio/ogg ogg oga opus
    audio/wav wav
    audio/x-ms-wma wma
    font/ttf ttf
    font/woff2 woff2
    image/avif avif
    image/bmp bmp
    image/emf emf
    image/gif gif
    image/heic heic
    image/jpeg jpg jpeg jpe jfif
    image/png png
    image/svg+xml svg
    image/tiff tif tiff
    image/vnd.dwg dwg
    image/vnd.microsoft.icon ico
    image/webp webp
    image/wmf wmf
    text/calendar ics
    text/css css
    text/csv csv
    text/html htm html
    text/markdown md
    text/plain txt log ini c h cpp java py
    text/vcard vcf
    video/mp4 mp4 m4v
    video/mpeg mpg mpeg
    video/ogg ogv
    video/quicktime mov
    video/webm webm
    video/x-ms-wmv wmv
    video/x-msvideo avi
    """
}
