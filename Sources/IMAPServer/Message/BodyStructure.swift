internal import IMAP

/// BODY and BODYSTRUCTURE. RFC 9051 §7.5.2.
enum BodyStructure {
  static func encode(_ part: MessagePart, isExtended: Bool, to out: inout ResponseEncoder) {
    out.append("(")
    if part.isMultipart {
      for child in part.children { encode(child, isExtended: isExtended, to: &out) }
      out.append(" ")
      text(part.type.subtype, to: &out)
      if isExtended {
        out.append(" ")
        parameters(part.type.parameters, to: &out)
        extensions(part, to: &out)
      }
    } else {
      single(part, isExtended: isExtended, to: &out)
    }
    out.append(")")
  }

  private static func single(_ part: MessagePart, isExtended: Bool, to out: inout ResponseEncoder) {
    // A multipart without parts has no form of its own here.
    let isHollow = part.type.type == "multipart"
    text(isHollow ? "text" : part.type.type, to: &out)
    out.append(" ")
    text(isHollow ? "plain" : part.type.subtype, to: &out)
    out.append(" ")
    parameters(isHollow ? [] : part.type.parameters, to: &out)
    for name in ["content-id", "content-description"] {
      out.append(" ")
      out.nstring(part.fields.value(name))
    }
    out.append(" ")
    out.string(part.fields.value("content-transfer-encoding") ?? Array("7bit".utf8))
    out.append(" ")
    out.decimal(UInt64(part.body.count))
    if let message = part.embedded {
      out.append(" ")
      Envelope.encode(message.fields, to: &out)
      out.append(" ")
      encode(message, isExtended: isExtended, to: &out)
    }
    if part.embedded != nil || part.type.type == "text" || isHollow {
      out.append(" ")
      out.decimal(UInt64(part.lines))
    }
    if isExtended {
      out.append(" ")
      out.nstring(part.fields.value("content-md5"))
      extensions(part, to: &out)
    }
  }

  /// Disposition, language and location.
  private static func extensions(_ part: MessagePart, to out: inout ResponseEncoder) {
    out.append(" ")
    if let value = part.fields.value("content-disposition") {
      var reader = ParameterReader(value)
      out.append("(")
      text(reader.token(), to: &out)
      out.append(" ")
      parameters(reader.parameters(), to: &out)
      out.append(")")
    } else {
      out.append("NIL")
    }
    out.append(" ")
    out.nstring(part.fields.value("content-language"))
    out.append(" ")
    out.nstring(part.fields.value("content-location"))
  }

  private static func parameters(
    _ parameters: [(name: String, value: [UInt8])], to out: inout ResponseEncoder
  ) {
    guard !parameters.isEmpty else { return out.append("NIL") }
    for (index, parameter) in parameters.enumerated() {
      out.append(index == 0 ? "(" : " ")
      text(parameter.name, to: &out)
      out.append(" ")
      out.string(parameter.value)
    }
    out.append(")")
  }

  private static func text(_ text: String, to out: inout ResponseEncoder) { out.string(Array(text.utf8)) }
}
