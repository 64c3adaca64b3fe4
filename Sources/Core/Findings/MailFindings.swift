extension FindingCatalogue {
  /// What `mime check` finds in messages. Each says who trips over it and what is done when the message is moved; the same
  /// stands in docs/mime.md as a table.
  static let mail: [FindingText] = mailBytes + mailHeader + mailStructure + mailContent + mailPlaces

  private static let asItIs = "Nothing is needed for moving: the message arrives as it is, byte for byte."
  private static let repaired =
    "Nothing, or let the smallest change be made where the target refuses the message: postduif migrate --repair"

  private static let mailBytes: [FindingText] = [
    FindingText(
      "MIME-NUL", "NUL bytes in the message", exit: .needsAttention,
      "No NUL may stand in what IMAP carries (RFC 9051 §4.3), so servers refuse the message or cut it there. Old Outlook"
        + " Express stores and broken backups have them. The repair \"nul\" turns each into a blank.", do: [repaired]),
    FindingText(
      "MIME-BARE-LF", "line ends of two kinds", exit: .done,
      "Some lines end with a line feed alone, others with carriage return and line feed as they must (RFC 5322 §2.3). Some"
        + " servers refuse the message, some change it. A file in which every line ends with a line feed alone is merely a"
        + " Unix file and not meant. The repair \"bare-lf\" makes whole line ends.", do: [repaired]),
    FindingText(
      "MIME-BARE-CR", "carriage returns that end no line", exit: .done,
      "A carriage return stands without a line feed behind it (RFC 5322 §2.3 forbids it). Programs take it for a line end,"
        + " for a blank or for nothing.", do: [asItIs]),
    FindingText(
      "MIME-LINE-LONG", "lines longer than mail allows", exit: .needsAttention,
      "A line of mail has at most 998 bytes (RFC 5322 §2.1.1). Exchange Online takes up to about 10,239 when a message is"
        + " stored over IMAP and refuses more; what a server nobody knows takes shows when it refuses. The repair"
        + " \"long-line\" cuts such lines, in the header at a blank.", do: [repaired]),
    FindingText(
      "MIME-HEADER-8BIT", "8-bit bytes in the header", exit: .done,
      "A header is ASCII unless the message was sent as UTF-8 (RFC 6532). Old programs wrote letters with accents into it as"
        + " they were; servers refuse such mail or show it wrong. The repair \"8bit-header\" makes encoded words of them"
        + " (RFC 2047).", do: [repaired]),
    FindingText(
      "MIME-SIZE", "larger than the service takes", exit: .needsAttention,
      "The message, with its attachments encoded, is larger than the service stores, or larger than it stores until an"
        + " administrator raises the limit. A message over the limit is skipped and listed as ITEM-TOO-LARGE.",
      do: [
        "Exchange Online: raise the mailbox's limit to 150 MB (Set-Mailbox ADDRESS -MaxReceiveSize 150MB).",
        "Save the attachments for the user: postduif mime extract FILE --attachments --to FOLDER",
      ]),
    FindingText(
      "MIME-EMPTY", "a message without a byte", exit: .done,
      "The file is empty. A crash of the old program left it, or a disk that was full.", do: [asItIs]),
  ]

  private static let mailHeader: [FindingText] = [
    FindingText(
      "MIME-HEADER-SIZE", "a header larger than the service takes", exit: .done,
      "Exchange Online and Gmail publish how large the header of a message may be when it arrives. Whether they hold a"
        + " message that is stored over IMAP to it is not known.",
      do: [asItIs, "If the target refuses it: postduif item show NUMBER tells what it said."]),
    FindingText(
      "MIME-FIELD-COUNT", "more header fields than the service takes", exit: .done,
      "Gmail publishes how many header fields a message may have when it arrives.", do: [asItIs]),
    FindingText(
      "MIME-FIELD-SIZE", "a header field larger than the service takes", exit: .done,
      "Gmail publishes how long a single header field and its name may be when a message arrives.", do: [asItIs]),
    FindingText(
      "MIME-SUBJECT-LONG", "a subject longer than the service shows", exit: .done,
      "Exchange Online keeps 255 characters of a subject, Gmail refuses more than 998 in mail that arrives.",
      do: [asItIs]),
    FindingText(
      "MIME-ID-LONG", "a Message-ID longer than the service takes", exit: .done,
      "Gmail refuses mail whose Message-ID has more than 500 characters.", do: [asItIs]),
    FindingText(
      "MIME-RECIPIENTS", "more recipients than can be answered", exit: .done,
      "The message names more addresses than the service sends to at once. It can be stored and read; an answer to all of"
        + " them is refused.", do: [asItIs]),
    FindingText(
      "MIME-NO-HEADER", "a message without header", exit: .done,
      "There is not one header field. Other copying programs leave such messages out and report success.",
      do: [asItIs, "Look at it: postduif mime show FILE"]),
    FindingText(
      "MIME-HEADER-END", "no empty line behind a header", exit: .done,
      "The empty line between header and body is missing, so where the text begins is a guess.", do: [asItIs]),
    FindingText(
      "MIME-FIELD-BAD", "a line in the header that is no field", exit: .done,
      "A line in a header has no name and no colon. Some programs take the header to end there and show the rest as text.",
      do: [asItIs]),
    FindingText(
      "MIME-FIELD-TWICE", "a field that may be there once is there twice", exit: .done,
      "Date, From, Subject, Message-ID and some others stand in a header once (RFC 5322 §3.6). Gmail refuses arriving mail"
        + " with two of From, Subject or Message-ID; programs show the first or the last.", do: [asItIs]),
    FindingText(
      "MIME-FROM-LINE", "a line of a mailbox file in front of the header", exit: .done,
      "The message begins with a \"From \" line, which belongs to mbox files and not to messages. Some export left it there."
        + " Servers may refuse it, since it is no header field.",
      do: [asItIs, "If the file is an mbox file under another name, give it the ending .mbox and check it again."]),
    FindingText(
      "MIME-NO-FROM", "no sender", exit: .done,
      "The message has no From. Drafts and notes often have none. Gmail refuses arriving mail without it; stored mail is shown"
        + " without a sender.", do: [asItIs]),
    FindingText(
      "MIME-DATE", "no date that can be read", exit: .done,
      "The message has no Date, or one nobody can read. Mail programs then sort it by the day it arrived, which is the day of"
        + " the move where a tool forgets it. Postduif gives the source's date along.", do: [asItIs]),
    FindingText(
      "MIME-NO-ID", "no Message-ID", exit: .done,
      "Without a Message-ID conversations fall apart, and tools that recognise messages by it leave the message out or copy it"
        + " twice. Postduif does not depend on it.", do: [asItIs]),
    FindingText(
      "MIME-RECEIPT", "asks for a receipt when it is read", exit: .done,
      "Whoever opens the message first sends its sender a receipt, perhaps years late. While moving, the request can be taken"
        + " out of unread mail; the message's size and every other byte stay.",
      do: ["If nobody is to be told: write disarm-receipts: true under options: in postduif.yaml before moving."]),
  ]

  private static let mailStructure: [FindingText] = [
    FindingText(
      "MIME-TYPE", "a Content-Type that says nothing clear", exit: .done,
      "Content-Type cannot be read, or is there twice. What the part is shown as depends on the program.", do: [asItIs]),
    FindingText(
      "MIME-ENCODING", "a transfer encoding that cannot be", exit: .done,
      "The transfer encoding has a name nobody knows, or stands on a multipart, where it means nothing (RFC 2045 §6.4).",
      do: [asItIs]),
    FindingText(
      "MIME-BOUNDARY", "a multipart whose parts cannot be told apart", exit: .done,
      "A multipart names no boundary, or its boundary is nowhere in the message. Its parts are there and are shown as one"
        + " text, or not at all.", do: [asItIs]),
    FindingText(
      "MIME-BOUNDARY-END", "the last boundary is missing", exit: .done,
      "The message ends before its multipart does: it was cut short, most often by a full disk, a limit or a virus scanner."
        + " What is there is kept.",
      do: [asItIs, "Compare with another copy, if there is one: the end of the last part is missing."]),
    FindingText(
      "MIME-ENCODED-MESSAGE", "a message within the message is encoded", exit: .done,
      "RFC 2046 §5.2.1 forbids to encode a message within a message. Programs show it as a file; opened, it is readable in"
        + " some only.", do: [asItIs, "Write it as a file: postduif mime extract FILE --attachments --to FOLDER"]),
    FindingText(
      "MIME-LIMIT", "beyond what is looked into", exit: .needsAttention,
      "The message has parts deeper than 100, more than 10,000 parts or header fields, a header over 16 MB or a field over"
        + " 1 MB. From the byte that is named the rest is taken as one piece. No honest program writes such mail.",
      do: [
        "Nothing is lost by it: the message is moved as it is if the target takes it.",
        "Look at it: postduif mime show FILE",
      ]),
    FindingText(
      "MIME-PARTS", "more parts than the service takes", exit: .done,
      "Exchange Online publishes a limit of 250 parts for mail that arrives or is sent.", do: [asItIs]),
    FindingText(
      "MIME-ATTACHMENTS", "more attachments than the service takes", exit: .done,
      "Exchange Online publishes a limit of 250 attachments for mail that arrives or is sent.", do: [asItIs]),
    FindingText(
      "MIME-NESTING", "messages too deep within each other", exit: .done,
      "Exchange Online publishes a limit of 30 messages within each other, as endless forwarding makes them.",
      do: [asItIs]),
  ]

  private static let mailContent: [FindingText] = [
    FindingText(
      "MIME-DECODING", "a part that cannot be decoded as a whole", exit: .done,
      "Base64, quoted-printable or uuencode has bytes that do not belong there, or ends too early. Programs show what they can"
        + " read, each in its own way; a file may not open.",
      do: [asItIs, "Save what can be read: postduif mime extract FILE --all --to FOLDER"]),
    FindingText(
      "MIME-8BIT-LABEL", "8-bit text that is said to be 7bit", exit: .done,
      "The text has letters beyond ASCII and its transfer encoding says that there are none. It is shown right as long as no"
        + " server believes the label.", do: [asItIs]),
    FindingText(
      "MIME-CHARSET", "text in another character set than it says", exit: .done,
      "The character set is unknown, is not named though there are letters beyond ASCII, or does not have the bytes of the"
        + " text. Programs guess, each differently.", do: [asItIs]),
    FindingText(
      "MIME-TNEF", "attachments packed as winmail.dat", exit: .done,
      "Outlook packed attachments and formatting into one file of its own format, TNEF. Exchange and Outlook unpack it;"
        + " everybody else sees winmail.dat.", do: [asItIs]),
    FindingText(
      "MIME-UUENCODE", "a file within the text", exit: .done,
      "A file stands in the text as lines of letters between begin and end, as before MIME. Few programs still recognise it.",
      do: [asItIs, "Write it as a file: postduif mime extract FILE --attachments --to FOLDER"]),
    FindingText(
      "MIME-BLOCKED", "an attachment of a kind that is blocked", exit: .done,
      "Outlook does not let such files be opened, Gmail refuses them in mail that arrives. The message can be stored all the"
        + " same.", do: [asItIs, "Save the file for the user: postduif mime extract FILE --attachments --to FOLDER"]),
    FindingText(
      "MIME-FILE-NAME", "an attachment's name is no name for a file", exit: .done,
      "The name has a path, characters a disk does not take, a name Windows keeps for devices, or signs that turn the"
        + " direction of writing. Programs save it under another name; so does extract.", do: [asItIs]),
    FindingText(
      "MIME-ELSEWHERE", "the content is not in the message", exit: .done,
      "A message/partial is a piece of a message that was sent in several; a message/external-body points to a file that lay"
        + " elsewhere. Both come from the last century.", do: [asItIs]),
  ]

  private static let mailPlaces: [FindingText] = [
    FindingText(
      "MIME-MBOX-JUNK", "bytes in front of the first message", exit: .done,
      "An mbox file begins with a \"From \" line. What stands before the first one belongs to no message, and no program shows"
        + " it: the file may have been cut, or is none.", do: ["Look at its beginning with an editor."]),
    FindingText(
      "MIME-NO-MAIL", "there is no mail in it", exit: .inputNotFound,
      "Nothing in the folder is a message: no .eml file, no mbox file, no Maildir.",
      do: ["Name the folder that holds the mail. Outlook's .pst, .ost and .msg are no mail files in this sense."]),
    FindingText(
      "MIME-NO-MESSAGE", "there is no such message", exit: .inputNotFound,
      "The mbox file holds fewer messages than the number asks for.", do: ["Count from 1: postduif mime check FILE"]),
    FindingText(
      "MIME-NO-PART", "there is no such part", exit: .inputNotFound,
      "The message has no part of that number, or it is a multipart, which has parts and no content of its own.",
      do: ["See the numbers: postduif mime show FILE"]),
  ]
}
