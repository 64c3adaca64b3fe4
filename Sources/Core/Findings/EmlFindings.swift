extension FindingCatalogue {
  /// Files that hold one message each.
  static let eml: [FindingText] = [
    FindingText(
      "EML-PARTIAL", "Apple Mail had loaded a part of the message", exit: .needsAttention,
      "The file ends with .partial.emlx: Apple Mail keeps the attachments elsewhere, or never loaded them. It is not moved,"
        + " since it would look like the message and is not.",
      do: [
        "Open Apple Mail while its server is still there, let it load all attachments (Mailbox, Rebuild), and copy the"
          + " folder again.",
        "Or move that mailbox from its server instead of from the files.",
      ]),
    FindingText(
      "EML-MSG", "Outlook's own form of a message", exit: .needsAttention,
      "A file that ends with .msg holds a message as Outlook keeps it, not as it was sent. Such files are not read.",
      do: ["Drag the files into an Outlook folder that is moved, or save them as .eml."]),
    FindingText(
      "EML-EMLX", "an .emlx file is not whole", exit: .needsAttention,
      "The file of Apple Mail does not begin with the message's length, or is shorter than that: it was damaged or cut off"
        + " while it was copied.",
      do: ["Copy it again; if the original is broken, too, let Apple Mail load the message again (Mailbox, Rebuild)."]),
    FindingText(
      "EML-EMPTY", "an empty file in the place of a message", exit: .needsAttention,
      "The file has the name of a message and holds nothing.",
      do: ["Look for the message in another copy of the folder, or delete the file."]),
  ]
}
