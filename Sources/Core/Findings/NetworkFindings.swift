extension FindingCatalogue {
  /// The way to a server: names, connections, certificates.
  static let network: [FindingText] = [
    FindingText(
      "NET-DNS", "the name has no address", exit: .unreachable,
      "The host name cannot be found in DNS from this machine.",
      do: [
        "Check the spelling: postduif source show NAME (or target show NAME)",
        "Ask another resolver: dig +short HOST @1.1.1.1. If that knows it, this machine's resolver is the problem.",
      ]),
    FindingText(
      "NET-REFUSED", "nothing listens at that port", exit: .unreachable,
      "The machine is there and refuses the connection: the service is not running, or listens on another port.",
      do: [
        "IMAP uses 993 (TLS) or 143 (STARTTLS). Which one answers: postduif doctor",
        "If neither does, switch IMAP on at the server.",
      ]),
    FindingText(
      "NET-TIMEOUT", "no answer in time", exit: .unreachable,
      "Nothing came back: a firewall drops the connection, the host is off, or it is overloaded.",
      do: ["Try from another network (a phone's hotspot). If that works, the office's firewall must allow the port."]),
    FindingText(
      "NET-BLOCKED", "the port is dropped on the way", exit: .unreachable,
      "The port of the endpoint does not answer, and another port of the same host does. A firewall between this machine"
        + " and the host drops the first.",
      do: [
        "Allow the port in the firewall, or use the other one: postduif source set NAME --port 143 --tls starttls"
      ]),
    FindingText(
      "NET-LOST", "the connection broke", exit: .unreachable,
      "An established connection ended without goodbye. What was being sent is looked for at the target before it is sent"
        + " again.",
      do: [
        "Nothing: a new connection is made. If it breaks all the time, look at Wi-Fi, VPN and idle limits of firewalls."
      ]),
    FindingText(
      "NET-PROXY", "the proxy would not connect", exit: .unreachable,
      "The SOCKS proxy of the endpoint refused or could not reach the server.",
      do: ["Check the proxy's address and that it may reach the mail port: postduif source show NAME"]),
    FindingText(
      "TLS-NAME", "the certificate is for another name", exit: .refused,
      "The server shows a certificate that does not cover the host name used. Often the name points at another machine, or"
        + " the provider wants its own name used (mail.provider.example instead of mail.customer.example).",
      do: [
        "Use the name in the certificate: postduif source set NAME --host OTHER.NAME",
        "Do not switch checking off for this: anyone on the way could read the passwords.",
      ]),
    FindingText(
      "TLS-EXPIRED", "the certificate is out of date", exit: .refused,
      "The certificate has ended, or has not begun yet. A clock that is wrong on this machine looks the same.",
      do: [
        "Check this machine's date, then renew the certificate at the server.",
        "For one night, knowing the risk: --allow-unverified-certificate on the endpoint. Undo it afterwards.",
      ]),
    FindingText(
      "TLS-UNTRUSTED", "the certificate's issuer is not known", exit: .refused,
      "The certificate is signed by itself or by an issuer this machine does not know, or the server leaves out an"
        + " intermediate certificate.",
      do: [
        "Give the issuer's certificate: postduif source set NAME --ca-file issuer.pem",
        "If the server leaves one out, its maintainer must install the whole chain.",
      ]),
    FindingText(
      "TLS-PLAIN", "the connection would not be encrypted", exit: .refused,
      "The endpoint is set to be encrypted and the server does not offer it, or the endpoint is set to plain text without"
        + " the flag that allows it. No password was sent.",
      do: [
        "Use port 993, or STARTTLS on 143.",
        "On a closed network, knowing the risk: --allow-plain-text on the endpoint.",
      ]),
    FindingText(
      "TLS-HANDSHAKE", "no common way to encrypt", exit: .unreachable,
      "Server and program could not agree on a protocol version or cipher, or the port does not speak TLS at all (143 with"
        + " TLS from the start does this).",
      do: [
        "Port 993 goes with --tls on, port 143 with --tls starttls.",
        "A server that knows TLS 1.0 only must be updated.",
      ]),
    FindingText(
      "TLS-SETTINGS", "the trust settings cannot be used", exit: .wrongSettings,
      "The file with trusted certificates is missing or holds no certificate in PEM form.",
      do: ["Check the path: postduif source show NAME"]),
  ]
}
