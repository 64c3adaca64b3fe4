extension FindingCatalogue {
  /// What mail out of Outlook's files loses or keeps in another form.
  static let mailExport: [FindingText] = exportHeader + exportContent

  private static let nothing = "Nothing is needed: the message arrives, and the rest of it is as it was."

  private static let exportHeader: [FindingText] = [
    FindingText(
      "MAIL-X500-SENDER", "a sender without an Internet address", exit: .done,
      "The sender was a colleague in the same Exchange organisation, and Outlook kept only the address of that directory"
        + " (X.500). No other property of the message holds the Internet address. It stands in From as IMCEAEX-...@x500.invalid,"
        + " which shows the name and cannot be answered.",
      do: [
        "Nothing, if the name is enough.",
        "For answers to arrive: give the new mailbox of that person the X.500 address as an additional one.",
      ]),
    FindingText(
      "MAIL-X500-RECIPIENT", "recipients without an Internet address", exit: .done,
      "Some recipients were colleagues in the same Exchange organisation, of whom Outlook kept the directory address only."
        + " They stand in the header as IMCEAEX-...@x500.invalid with their names.", do: [nothing]),
    FindingText(
      "MAIL-NO-ADDRESS", "a sender known by name only", exit: .done,
      "Outlook kept the sender's name and no address. The name stands in From as a group without members, so that no address"
        + " is made up.", do: [nothing]),
    FindingText(
      "MAIL-NO-RECIPIENTS", "recipients known by name only", exit: .done,
      "The message has no list of recipients, or it cannot be read. What Outlook shows as To and Cc was taken instead; most of"
        + " that are names without addresses.", do: [nothing]),
    FindingText(
      "MAIL-HEADER-UNUSABLE", "the stored Internet header is none", exit: .done,
      "Outlook keeps the header a message came in with. Here it holds no field at all, so the header was made anew from the"
        + " message's properties. Received lines are missing.", do: [nothing]),
    FindingText(
      "MAIL-HEADER-CUT", "the stored Internet header is cut off", exit: .done,
      "The header that Outlook kept ends in the middle of a field. That field was left out, and what is missing was added"
        + " from the message's properties.", do: [nothing]),
    FindingText(
      "MAIL-HEADER-REPAIRED", "the stored Internet header was repaired", exit: .done,
      "A field had letters beyond ASCII, was longer than mail allows, or a line was no field. Letters were encoded (RFC 2047),"
        + " lines folded anew, and lines that are no fields left out.", do: [nothing]),
    FindingText(
      "MAIL-SUBJECT-CHANGED", "the subject is not the one that came in", exit: .done,
      "The subject that Outlook shows differs from the one in the header the message came in with: its user wrote another, or"
        + " a program did. The one that people see was kept.", do: [nothing]),
  ]

  private static let exportContent: [FindingText] = [
    FindingText(
      "MAIL-BODY", "the text cannot be read", exit: .needsAttention,
      "The message has a text and none of its forms (plain, HTML, RTF) can be read from the file. Header and attachments were"
        + " written.", do: ["Look at the message in Outlook, or in an older copy of the file."]),
    FindingText(
      "MAIL-TEXT-NUL", "NUL characters in the text", exit: .done,
      "No NUL may stand in mail. Those in the plain text were taken out; nothing else of it was changed.", do: [nothing]
    ),
    FindingText(
      "MAIL-HTML-CHARSET", "HTML in another character set than stored", exit: .done,
      "The code page kept with the message is not the one its HTML is written in. What the HTML says itself, or what its bytes"
        + " show, was taken.", do: ["Look at a letter with an accent, if the sender's language has them."]),
    FindingText(
      "MAIL-SIGNED", "a signed or encrypted message without such content", exit: .needsAttention,
      "The message is of the kind that Outlook uses for signed or encrypted mail (S/MIME), and its attachment holds neither."
        + " It was written as an ordinary message with that attachment.",
      do: ["Open it in Outlook. If it cannot be read there either, it was damaged before."]),
    FindingText(
      "MAIL-SIGNED-LINES", "a signed message with bare line feeds", exit: .done,
      "Lines of a signed message end with a line feed alone. Changing them would break the signature, so they were left as they"
        + " are; a server may refuse the message for it.", do: [nothing]),
    FindingText(
      "MAIL-ATTACHMENT-MISSING", "an attachment without content", exit: .needsAttention,
      "The message names an attachment whose content is not in the file, or cannot be read. It was written with its name and"
        + " no content.",
      do: ["Open the message in Outlook; a copy of an Exchange mailbox may not have loaded the attachment."]),
    FindingText(
      "MAIL-ATTACHMENT-CUT", "an attachment that ends too early", exit: .needsAttention,
      "Only the beginning of an attachment could be read from the file. That much was written.",
      do: ["Compare with another copy of the file, if there is one."]),
    FindingText(
      "MAIL-ATTACHMENT-REFERENCE", "an attachment that is a path", exit: .needsAttention,
      "The file was never in the mailbox: the message points to it on a disk or a server. The path was written into a small text"
        + " in its place.", do: ["Fetch the file from the path while the server is there, if it matters."]),
    FindingText(
      "MAIL-ATTACHMENT-LINK", "an attachment that is a link", exit: .done,
      "The file lies in the cloud (OneDrive, SharePoint) and the message has a link to it. A small page with the link stands in"
        + " its place. The link ends with the old tenant.", do: ["Move the files of OneDrive as well."]),
    FindingText(
      "MAIL-ATTACHMENT-OLE", "an object of another program", exit: .done,
      "Something was pasted into the message from another program (OLE), which only that program and Outlook can show. Its"
        + " storage was attached as a file ending in .ole.", do: [nothing]),
    FindingText(
      "MAIL-DEPTH", "messages too deep within each other", exit: .needsAttention,
      "More than 30 messages lie within each other. Those below were left out, and a sentence stands in their place.",
      do: ["Open the message in Outlook and save the inner ones, if they matter."]),
    FindingText(
      "MAIL-LIMIT", "more content than any message has", exit: .needsAttention,
      "The message and those within it have more than 8,000 attachments, more than 4 GB, or recipients that fill more than 4 MB."
        + " The rest was left out: a damaged or hostile file can name the same content again and again.",
      do: ["Look at the message in Outlook."]),
  ]
}
