extension FindingCatalogue {
  /// About the header of a message: `header explain`.
  static let headers: [FindingText] = [
    FindingText(
      "HEADER-NONE", "no header of a message", exit: .inputDamaged,
      "Nothing in the text is a field that mail must have: no From, Date, Message-ID or Received.",
      do: [
        "Copy the whole header. Outlook: File, Properties, Internet headers. New Outlook and the web: three dots, View,"
          + " View message details. Gmail: three dots, Show original. Thunderbird: Ctrl-U.",
        "Or save the message as a file: postduif header explain message.eml",
      ]),
    FindingText(
      "HEADER-FROM", "not exactly one sender", exit: .needsAttention,
      "A message has one From field, and nearly always one address in it. With several, a mail program shows one and a"
        + " check may have looked at another: a known trick. With none, nothing can be checked.",
      do: ["Do not trust what is shown as the sender. Ask the sender by another way."]),
    FindingText(
      "HEADER-NAME", "the name shows another address", exit: .done,
      "The name in front of the sender's address looks like an address of another domain. Programs on phones show the name"
        + " alone.",
      do: ["Look at the address in angle brackets: that is where the message says it is from."]),
    FindingText(
      "HEADER-REPLY", "answers go elsewhere", exit: .done,
      "Reply-To names an address of another organisation than From. Newsletters and ticket systems do that; so do"
        + " frauds with invoices.",
      do: ["Before you answer about money, ask the sender by another way."]),
    FindingText(
      "HEADER-DMARC", "DMARC fails", exit: .needsAttention,
      "The receiving server found neither a valid signature (DKIM) nor an allowed server (SPF) for the domain in From. Either"
        + " the message is not from there, or it was forwarded or changed on the way, or its sender has not set up DKIM for"
        + " the service that sends.",
      do: [
        "If nobody knows the message: treat it as forged.",
        "If it is genuine: let the service that sent it sign with DKIM for the domain in From, or add it to the domain's SPF"
          + " record.",
        "If a mailing list or a forwarding rule changed it: look whether its seals (ARC) hold.",
      ]),
    FindingText(
      "HEADER-ALIGN", "what passes is for another domain", exit: .done,
      "A check passed, but for another organisation's domain than the one in From. That proves who sent it, not who wrote"
        + " it. Services that send for others look like this until their customer sets up DKIM.",
      do: ["Set up DKIM for the domain in From at the service that sends."]),
    FindingText(
      "HEADER-UNPROVEN", "nothing proves the sender", exit: .done,
      "No check of the receiving server stands in the header, or none that counts. Only results written above the hop over"
        + " which the message came in are the receiver's own; all others could be put there by the sender.",
      do: [
        "If you know which server's results to believe: postduif header explain FILE --trust SERVER",
        "Look at the message in the mailbox it was delivered to: forwarding and exporting lose fields.",
      ]),
    FindingText(
      "HEADER-SPF", "the sending server is not allowed", exit: .needsAttention,
      "SPF: the domain of the envelope's sender publishes which servers may send for it, and this one is not among them, or"
        + " the record cannot be used. After a move this is what a forgotten scanner or web shop looks like.",
      do: ["Let the device send through the relay or the new service, or add its address to the SPF record."]),
    FindingText(
      "HEADER-DKIM", "a signature does not hold", exit: .done,
      "DKIM: the message was changed after it was signed (a disclaimer, a mailing list, a virus scanner that rewrites), the"
        + " key is not in the DNS any more, or the signature is not the domain's.",
      do: [
        "Find which hop changes the message; it must do so before the signing.",
        "Check that the selector's key is published at the domain.",
      ]),
    FindingText(
      "HEADER-ARC", "the seals are no chain", exit: .done,
      "Servers that forward mail seal what they saw (ARC). The sets of seals are numbered from 1 without a gap, each with"
        + " three fields. Here one is missing, doubled, or found the chain before it broken; receivers then ignore all of"
        + " them.",
      do: ["Look which server's set is the first that is wrong: it, or the one before it, breaks the chain."]),
    FindingText(
      "HEADER-DELAY", "it was late", exit: .done,
      "The message took five minutes or more from the first server to the last. It waited at the server before the longest"
        + " stretch: in its queue, since the next did not answer, said \"later\" (greylisting, throttling), or was not"
        + " found.",
      do: ["Look for the message's id in the log of the server at which it waited; the answer it got stands there."]),
    FindingText(
      "HEADER-DATE", "Date does not fit", exit: .done,
      "The Date field, which the sender's program wrote, lies five minutes or more from the time at which the first server"
        + " took the message: it was written earlier, lay in an outbox, or the device's clock or time zone is wrong.",
      do: ["Nothing, unless all messages of that device show it: then set its clock."]),
    FindingText(
      "HEADER-CLOCK", "a clock is wrong", exit: .done,
      "A server's time does not fit between those before and after it. Times that agree are believed; the others are left"
        + " out of the delays. Whole hours mean a wrong time zone.",
      do: ["Let the server keep its time by NTP, and check its time zone."]),
    FindingText(
      "HEADER-CLEAR", "a hop in the clear", exit: .done,
      "Between two networks the message was sent without encryption, as the receiving server of that hop wrote it down."
        + " Whoever had access to the line could read it.",
      do: ["Switch on TLS at the sending side of that hop; if it is a device that cannot, send through the relay."]),
    FindingText(
      "HEADER-TLS", "old encryption", exit: .done,
      "A hop used SSL, TLS 1.0 or 1.1, or a cipher that can be broken. Services switch these off, and then mail stops.",
      do: ["Update the older of the two servers, or let the device send through the relay."]),
    FindingText(
      "HEADER-FORM", "results in an odd form", exit: .done,
      "The field with the results of the checks breaks the rules of its standard. What could be read of it was used.",
      do: ["Nothing; if the server is yours, update the program that checks."]),
    FindingText(
      "HEADER-LIMIT", "more than is read", exit: .done,
      "The header is longer than any that mail needs: over 16 MB, over 10,000 fields, or a field over 1 MB. The rest was not"
        + " read.",
      do: ["Nothing. Such a header is an attack or a loop; look at the hops that repeat."]),
    FindingText(
      "HEADER-PASTE", "the paste was put right", exit: .done,
      "Quote marks, indents or broken lines were undone before reading. If something looks odd, that may be why.",
      do: ["Save the message as a file and name it: postduif header explain message.eml"]),
  ]
}
