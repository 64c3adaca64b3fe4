/// Texts inside PowerShell lines that a person copies and runs: whatever a name holds, it stays a name.
public enum PowerShellText {
  /// `'O''Neill'`. PowerShell ends a quoted text at any of the single quotes of typography too, so all are doubled; line
  /// ends and other control characters become blanks.
  public static func quoted(_ text: String) -> String {
    var out = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}":
        out.unicodeScalars.append(scalar)
        out.unicodeScalars.append(scalar)
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\u{2028}"
        || scalar == "\u{2029}":
        out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "'"
  }
}
