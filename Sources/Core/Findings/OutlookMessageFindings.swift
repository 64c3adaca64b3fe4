extension FindingCatalogue {
  /// Messages that Outlook saved or sent in its own forms: .msg and winmail.dat.
  static let outlookMessages: [FindingText] = [
    FindingText(
      "CFB-FORMAT", "not a message of Outlook", exit: .inputDamaged,
      "A .msg file is a compound file: storages and streams within one file. This one does not begin as such files do, has"
        + " no directory, or holds something else than a message.",
      do: [
        "Copy the file again from where it came; it may be cut off.",
        "If it is mail under another name, give it the ending .eml.",
      ]),
    FindingText(
      "CFB-DAMAGED", "a part of a .msg file cannot be found", exit: .needsAttention,
      "The lists that say where in the file each stream lies contradict each other or point outside the file. What can"
        + " still be found is read; the message may lack properties, or the end of an attachment.",
      do: [
        "Copy the file again from where it came, and compare the sizes.",
        "If the original is the same, compare the message with what Outlook shows of it.",
      ]),
    FindingText(
      "MSG-DAMAGED", "a .msg file lacks something that it tells of", exit: .needsAttention,
      "The file counts more recipients, attachments or values than there are in it. Everything that is there is read.",
      do: ["Save the message again from Outlook, or copy the file again from where it came."]),
    FindingText(
      "MSG-LIMIT", "a .msg file holds more than a message does", exit: .needsAttention,
      "It has messages within messages more than 50 deep, more than 10,000 attachments or 100,000 recipients, or a single"
        + " value of more than 150 MB. What lies beyond is left out; the rest is read.",
      do: ["Look at the file in Outlook. Mail of people does not look like this."]),
    FindingText(
      "TNEF-FORMAT", "not a winmail.dat", exit: .inputDamaged,
      "The attachment is declared as Outlook's own form of a message (application/ms-tnef) and does not begin as that form"
        + " does. It stays the attachment that it is.",
      do: ["Look at the file with a program that knows it by its content."]),
    FindingText(
      "TNEF-DAMAGED", "a winmail.dat is damaged", exit: .needsAttention,
      "A checksum in it is wrong, a length leads nowhere, or it ends too early. Everything that can be told apart is read;"
        + " an attachment may be altered or end too early.",
      do: [
        "Ask the sender to send the message again, not as Rich Text.", "Or compare it with another copy of the mail.",
      ]),
    FindingText(
      "TNEF-LIMIT", "a winmail.dat holds more than a message does", exit: .needsAttention,
      "It has messages within messages more than 50 deep, or more than 10,000 attachments. What lies beyond is left out;"
        + " the rest is read.",
      do: ["Keep the attachment as it is. Mail of people does not look like this."]),
  ]
}
