public import Core

/// A file that holds a secret and is given by name: a key, a service account's key file.
public enum PrivateFile {
  /// The whole file, 1 MB at the most. Throws `CREDENTIAL-MODE` where others can open it, `CREDENTIAL-FILE` where it is
  /// not there.
  public static func read(_ path: String) throws(Fault) -> [UInt8] {
    try ProjectFile.checkPrivate(path)
    return try readPublic(path)
  }

  /// The same for a file that anybody may see, such as a certificate.
  public static func readPublic(_ path: String) throws(Fault) -> [UInt8] {
    guard let bytes = try ProjectFile.read(path, limit: 1 << 20) else {
      throw Fault(
        "CREDENTIAL-FILE", "the file is not there", place: path, recovery: .stopRun, advice: "Check its name")
    }
    return bytes
  }
}
