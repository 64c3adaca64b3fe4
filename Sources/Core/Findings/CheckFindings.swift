extension FindingCatalogue {
  /// What `doctor` looked at. Each of these is good news unless it is shown as a problem.
  static let checks: [FindingText] = [
    FindingText(
      "ROUTE-DNS", "the name has an address", exit: .unreachable, "The server's name was found in DNS.", do: []),
    FindingText(
      "ROUTE-PORT", "the port is open", exit: .unreachable, "The server accepts connections at its port.", do: []),
    FindingText(
      "ROUTE-TLS", "the connection is encrypted", exit: .refused,
      "The server showed a certificate that is good for its name.", do: []),
    FindingText(
      "ROUTE-GREETING", "an IMAP server answers", exit: .unreachable, "The server greeted as IMAP servers do.", do: []),
    FindingText(
      "ROUTE-SIGN-IN", "signed in", exit: .refused, "The server accepted the name and the password of a mailbox.",
      do: []),
    FindingText(
      "ROUTE-FOLDERS", "the folders can be listed", exit: .refused, "The server listed the mailbox's folders.", do: []),
    FindingText(
      "ROUTE-SKIPPED", "an end was not tried", exit: .done,
      "No mailbox of the project uses this source or target, so there is none to open.",
      do: ["Add a mailbox: postduif mailbox import FILE.csv"]),
    FindingText(
      "CLOCK", "this machine's clock", exit: .done,
      "The time and zone this machine believes in. Certificates and tokens are judged by it, so it should be right.",
      do: ["If it is wrong: sudo timedatectl set-ntp true"]),
    FindingText(
      "CLOCK-SKEW", "this machine's clock against others", exit: .needsAttention,
      "A server that knows the time was asked, or a certificate of a server begins in the future. Above five minutes tokens"
        + " are refused; with a wrong day every certificate is.",
      do: ["Let the system keep it: sudo timedatectl set-ntp true"]),
    FindingText(
      "CLOCK-UNKNOWN", "whether the clock is right is not known", exit: .done,
      "Nobody could be asked: the network was left alone, no time server is set on this machine, or it did not answer.",
      do: ["Ask one: postduif doctor --time-server pool.ntp.org"]),
    FindingText(
      "CERT-SOON", "a certificate expires soon", exit: .done,
      "The server's certificate ends within 21 days. When it does, Postduif and every mail program refuse the server, in the"
        + " middle of a move if need be.",
      do: ["Have whoever runs the server renew it."]),
    FindingText(
      "CERT-EXPIRED", "a certificate has expired", exit: .refused,
      "The server's certificate has ended, or this machine's clock is wrong. The connection is refused unless the project"
        + " says that exactly this certificate, or any, is good enough.",
      do: [
        "Check the clock: postduif doctor --time-server pool.ntp.org",
        "Have whoever runs the server renew it.",
        "Until then, where you know the certificate: postduif source set NAME --pin-sha256 DIGITS",
      ]),
    FindingText(
      "OPEN-FILES", "how many files may be open", exit: .done,
      "Each connection takes one. A low limit (under 256) stops runs with many mailboxes side by side.",
      do: ["In the shell, before the run: ulimit -n 1024"]),
    FindingText(
      "FOLDER-WRITABLE", "the project's folder can be written", exit: .done, "State and reports can be kept.", do: []),
    FindingText(
      "PROJECT-VALID", "the project file is valid", exit: .done,
      "postduif.yaml says what it must, and nothing unknown.",
      do: []),
    FindingText(
      "MAILBOXES-VALID", "the list of mailboxes is valid", exit: .done,
      "Every mailbox has a name of its own, and its ends are in the project.", do: []),
    FindingText(
      "CREDENTIAL-PRIVATE", "the stored passwords are private", exit: .done,
      "Nobody but the owner can open the folder with the state and the passwords.", do: []),
  ]
}
