/// The project file's JSON Schema, for editors that complete and check while typing.
public enum ProjectSchema {
  /// JSON Schema, draft 2020-12, with sorted keys and a line feed at the end; the same text each time.
  public static var json: String {
    var root = object(ProjectKey.root)
    root["$schema"] = .text("https://json-schema.org/draft/2020-12/schema")
    root["title"] = .text("postduif.yaml")
    root["description"] = .text("A move of mailboxes: what is wanted. It holds no secrets.")
    return JSON.object(root).text(indent: 0) + "\n"
  }

  private static func object(_ keys: [ProjectKey]) -> [String: JSON] {
    var schema: [String: JSON] = [
      "type": .text("object"), "additionalProperties": .flag(false),
      "properties": .object(
        Dictionary(
          uniqueKeysWithValues: keys.map { key in
            var value = self.schema(key.kind)
            value["description"] = .text(key.about)
            return (key.name, .object(value))
          })),
    ]
    let required = keys.filter(\.isRequired).map { JSON.text($0.name) }
    if !required.isEmpty { schema["required"] = .list(required) }
    return schema
  }

  /// The reader accepts every word of `kind` and then says what is wrong; an editor needs only those of the form.
  private static func form(_ form: ProjectKey.Form) -> [String: JSON] {
    object(
      form.keys.map { key in
        var key = key
        if key.name == "kind" { key.kind = .choice(form.kinds) }
        return key
      })
  }

  private static func schema(_ kind: ProjectKey.Kind) -> [String: JSON] {
    switch kind {
    case .text: ["type": .text("string"), "minLength": .number(1)]
    case .integer(let range):
      ["type": .text("integer"), "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .flag: ["type": .text("boolean")]
    case .choice(let words): ["enum": .list(words.map(JSON.text))]
    case .duration: ["type": .text("string"), "pattern": .text(#"^[0-9.]+ *(ms|s|sec|m|min|h)$"#)]
    case .rate: ["type": .text("string"), "pattern": .text(#"^[0-9.]+ *([kKmMgG]?[bB])/s$"#)]
    case .textList: ["type": .text("array"), "items": .object(schema(.text))]
    case .textMap: ["type": .text("object"), "additionalProperties": .object(schema(.text))]
    case .object(let keys): object(keys)
    case .named(let forms):
      ["type": .text("object"), "additionalProperties": .object(["anyOf": .list(forms.map { .object(form($0)) })])]
    case .list(let keys): ["type": .text("array"), "items": .object(object(keys))]
    case .either(let kinds): ["anyOf": .list(kinds.map { .object(schema($0)) })]
    }
  }
}

/// As much of JSON as a schema needs.
private indirect enum JSON {
  case text(String)
  case number(Int)
  case flag(Bool)
  case list([JSON])
  case object([String: JSON])

  func text(indent: Int) -> String {
    let pad = String(repeating: " ", count: indent + 2)
    let end = String(repeating: " ", count: indent)
    switch self {
    case .text(let text): return Self.quoted(text)
    case .number(let number): return String(number)
    case .flag(let flag): return flag ? "true" : "false"
    case .list(let items): return "[" + items.map { $0.text(indent: indent) }.joined(separator: ", ") + "]"
    case .object(let members):
      let lines = members.sorted { $0.key < $1.key }.map {
        pad + Self.quoted($0.key) + ": " + $0.value.text(indent: indent + 2)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n" + end + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
