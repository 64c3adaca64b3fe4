/// A value that has passed the table, with the line it stands on.
struct ProjectValue {
  indirect enum Content {
    case text(String)
    case integer(Int)
    case flag(Bool)
    case duration(Duration)
    case bytesPerSecond(Int64)
    case texts([String])
    case textMap([String: String])
    case object(ProjectObject)
    case named([(name: String, object: ProjectObject)])
    case list([ProjectObject])
  }
  var content: Content
  var line: Int
}

/// A mapping that has passed the table: only known keys, each of its kind.
struct ProjectObject {
  var values: [String: ProjectValue] = [:]
  var line: Int

  func line(of key: String) -> Int { values[key]?.line ?? line }

  func text(_ key: String) -> String? {
    guard case .text(let text) = values[key]?.content else { return nil }
    return text
  }
  func integer(_ key: String) -> Int? {
    guard case .integer(let number) = values[key]?.content else { return nil }
    return number
  }
  func flag(_ key: String) -> Bool? {
    guard case .flag(let flag) = values[key]?.content else { return nil }
    return flag
  }
  func duration(_ key: String) -> Duration? {
    guard case .duration(let duration) = values[key]?.content else { return nil }
    return duration
  }
  func rate(_ key: String) -> Int64? {
    guard case .bytesPerSecond(let rate) = values[key]?.content else { return nil }
    return rate
  }
  func texts(_ key: String) -> [String] {
    guard case .texts(let texts) = values[key]?.content else { return [] }
    return texts
  }
  func textMap(_ key: String) -> [String: String] {
    guard case .textMap(let map) = values[key]?.content else { return [:] }
    return map
  }
  func object(_ key: String) -> ProjectObject? {
    guard case .object(let object) = values[key]?.content else { return nil }
    return object
  }
  func named(_ key: String) -> [(name: String, object: ProjectObject)] {
    guard case .named(let objects) = values[key]?.content else { return [] }
    return objects
  }
  func list(_ key: String) -> [ProjectObject]? {
    guard case .list(let objects) = values[key]?.content else { return nil }
    return objects
  }
  func choice<T: RawRepresentable<String>>(_ key: String, _: T.Type = T.self) -> T? {
    text(key).flatMap(T.init(rawValue:))
  }
}
