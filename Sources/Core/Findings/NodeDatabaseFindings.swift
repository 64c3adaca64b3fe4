extension FindingCatalogue {
  /// The pages and blocks of Outlook data files.
  static let nodeDatabase: [FindingText] = [
    FindingText(
      "PST-NOT-PST", "no Outlook data file", exit: .inputDamaged,
      "The file does not begin like a PST or OST, and no page of one was found in it.",
      do: [
        "Check that it is the file that was meant: its name ends in .pst or .ost and Outlook's account settings show where"
          + " it lies.",
        "If it was copied from a running machine, close Outlook there and copy it again.",
      ]),
    FindingText(
      "PST-HEADER", "the header of the file is damaged", exit: .inputDamaged,
      "The file's first 564 bytes, which say where everything is, do not match their checksums or are gone. What they should"
        + " say is taken from the pages in the file.",
      do: [
        "Nothing, if the numbers of items are what you expect.",
        "Otherwise look for an older copy of the file; it was damaged while it was written or copied.",
      ]),
    FindingText(
      "PST-CUT", "the file is shorter than its header says", exit: .inputDamaged,
      "The end of the file is missing: a copy that was broken off, or a disk that was full. What lies in the missing part"
        + " cannot be read; everything else is.",
      do: ["Copy the file again from where it came and compare the sizes."]),
    FindingText(
      "PST-UNFINISHED", "the file was not closed", exit: .needsAttention,
      "The program that wrote the file did not come to an end, so that its map of free space may be out of date. Reading does"
        + " not use that map.",
      do: ["Nothing. If you also want to go on with the file in Outlook, open it there once; Outlook renews the map."]),
    FindingText(
      "PST-ENCODING", "encoded in a way that is not known", exit: .inputDamaged,
      "The header names a way of encoding other than the three that PST files have. Windows Information Protection encrypts"
        + " files so that only their owner's account can open them.",
      do: ["Open the file in Outlook under the account it belongs to and export it from there into a new PST."]),
    FindingText(
      "PST-PAGE", "a page of the file's trees is damaged", exit: .inputDamaged,
      "A page that says where nodes or blocks lie does not stand its checks. The tree is rebuilt in memory from the other"
        + " pages and, where it must be, from the blocks themselves. The file is not changed.",
      do: [
        "Compare the number of items with what is expected.", "Look for the cause: a failing disk, a network share.",
      ]),
    FindingText(
      "PST-REBUILT", "an index of the file was rebuilt in memory", exit: .inputDamaged,
      "Pages of the file could not be read, so the whole file was searched for pages and blocks by their checksums and the"
        + " index made anew. Items that were deleted before may be among those that are found.",
      do: ["Compare the number of items with what is expected.", "Keep the original file until someone looked."]),
    FindingText(
      "PST-BLOCK-CRC", "a block's bytes do not match their checksum", exit: .inputDamaged,
      "Some bytes of the block changed since it was written. The item it belongs to is delivered with the bytes as they are.",
      do: ["Look at the item; if text or an attachment is broken, look for it in an older copy of the file."]),
    FindingText(
      "PST-BLOCK-TRAILER", "the end of a block is damaged", exit: .inputDamaged,
      "The few bytes behind the block that name it are not those that should stand there. If the block's own bytes match"
        + " their checksum nothing is lost, else the item is delivered with what is there.",
      do: ["Look at the item; if something is wrong with it, look for it in an older copy of the file."]),
    FindingText(
      "PST-BLOCK-MISSING", "a block is not in the file", exit: .inputDamaged,
      "A node names a block that lies nowhere: it was overwritten, or stood in a part that was cut off. Zeros stand in its"
        + " place, so that what follows keeps its place.",
      do: ["Look for the item in an older copy of the file."]),
    FindingText(
      "PST-BLOCK-TREE", "a list of blocks is damaged", exit: .inputDamaged,
      "A block should list the blocks of a large value or the parts of an item, and does not say what such a list does.",
      do: ["Look for the item in an older copy of the file."]),
    FindingText(
      "PST-DEFLATE", "a packed block cannot be unpacked", exit: .inputDamaged,
      "The block is deflated, as Outlook 2013 and later write OST files, and comes out wrong. What comes out up to the damage"
        + " is delivered, zeros behind it.",
      do: ["Look for the item in an older copy, or on the server the OST was a copy of."]),
    FindingText(
      "PST-MAP", "a map of free space is damaged", exit: .needsAttention,
      "A page that tells which parts of the file are in use does not stand its checks, or tells of something in use as free."
        + " Reading does not need it; Outlook could write over mail.",
      do: ["Do not go on writing into this file with Outlook. Move its mail out of it."]),
    FindingText(
      "PST-OVERLAP", "two parts of the file lie over each other", exit: .inputDamaged,
      "Two pages or blocks that are in use claim the same bytes. One of them is not what it was.",
      do: ["Look at what else is found; items that are damaged are named."]),
    FindingText(
      "PST-FREE-COUNT", "the count of free bytes is off", exit: .done,
      "The header counts other free bytes than its maps show. Outlook itself leaves such files behind.",
      do: ["Nothing."]),
    FindingText(
      "PST-UNREFERENCED", "blocks that belong to nothing", exit: .done,
      "Blocks are listed that no node uses. Outlook leaves some behind; remains of deleted items can be in them.",
      do: ["Nothing; extract with --orphans to see what is in them."]),
    FindingText(
      "PST-REFERENCES", "a block's count of uses is off", exit: .done,
      "The file counts how often each block is used, and for some blocks the count is not what the nodes show. Outlook itself"
        + " leaves such counts behind.",
      do: ["Nothing."]),
  ]
}
