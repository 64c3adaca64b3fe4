import Core
import Testing

@Suite struct PowerShellTextTests {
  @Test(arguments: [
    ("an@hof.example", "'an@hof.example'"), ("", "''"), ("o'neill", "'o''neill'"),
    ("a\u{2019}; Remove-Mailbox b", "'a\u{2019}\u{2019}; Remove-Mailbox b'"),
    ("\u{2018}\u{201A}\u{201B}", "'\u{2018}\u{2018}\u{201A}\u{201A}\u{201B}\u{201B}'"),
    ("a\r\nb\u{85}c\u{2028}d\u{0}", "'a  b c d '"), ("$(x) `n \"", "'$(x) `n \"'"),
  ]) func aNameStaysAName(text: String, quoted: String) {
    #expect(PowerShellText.quoted(text) == quoted)
  }
}
