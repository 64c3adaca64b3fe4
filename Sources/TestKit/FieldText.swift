public import MIME

/// Values of header fields in one line each, as rows of tests and other parsers' results write them.
public enum FieldText {
  public static func text(_ value: AuthenticationResults) -> String {
    let results = value.results.map { result in
      let properties = result.properties.map { " \($0.type.isEmpty ? "" : $0.type + ".")\($0.name)=\($0.value)" }
        .joined()
      let reason = result.reason.map { " reason=\($0)" } ?? ""
      return "\(result.method)=\(result.result)\(reason)\(properties)"
    }
    return ([value.server ?? "-"] + results).joined(separator: " | ")
  }
}
