extension FindingCatalogue {
  /// Formatted text of Outlook's messages.
  static let rtf: [FindingText] = [
    FindingText(
      "RTF-CRC", "the check sum of a formatted text is wrong", exit: .needsAttention,
      "Outlook stores formatted text (RTF) compressed and with a check sum. It does not fit here, so some characters may"
        + " be wrong. The text is given as it is.",
      do: ["Compare the message with another copy, if there is one."]),
    FindingText(
      "RTF-SIZE", "a formatted text has another size than stored", exit: .done,
      "The header of the compressed text tells a wrong size, as some programs write it. The text ends with its own mark,"
        + " so that all of it was read.",
      do: ["Nothing."]),
    FindingText(
      "RTF-CUT", "a formatted text ends too early", exit: .needsAttention,
      "The text (RTF) stops in the middle. What there is of it is given.",
      do: ["Compare the message with another copy, if there is one."]),
    FindingText(
      "RTF-FORM", "a formatted text is no RTF", exit: .needsAttention,
      "What is stored as the message's formatted text is something else. Its plain text or HTML is used where it has"
        + " one.",
      do: ["Open the message in Outlook, if it is still there, to see what it shows."]),
    FindingText(
      "RTF-LIMIT", "a formatted text is too long", exit: .needsAttention,
      "The text is longer than what is made of one message, so that a broken or hostile one cannot fill the memory. It"
        + " is given up to that length.",
      do: ["Look at the message in the program that wrote it."]),
    FindingText(
      "RTF-DEPTH", "a formatted text is nested too deeply", exit: .done,
      "Its groups lie within each other more deeply than any program writes. All of its text is given; formatting may"
        + " be wrong from there on.",
      do: ["Nothing. Such a text was likely made to break programs."]),
  ]
}
