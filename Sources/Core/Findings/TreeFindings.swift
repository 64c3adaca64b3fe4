extension FindingCatalogue {
  /// Folders and packed files that hold mail.
  static let trees: [FindingText] = [
    FindingText(
      "TREE-FORMAT", "packed in a form that is not read", exit: .inputDamaged,
      "The file is packed by a program whose form is not read here, in parts, or with a method that is not known. Folders,"
        + " zip, tar, tar.gz and single files, packed by gzip or not, are.",
      do: [
        "Unpack it into a new folder with the command that is shown, and name that folder as the source.",
        "Or pack it again: zip -r mail.zip FOLDER, or tar -czf mail.tar.gz FOLDER",
      ]),
    FindingText(
      "TREE-ENCRYPTED", "the zip file is encrypted", exit: .inputDamaged,
      "The file or one within it is protected by a password. Encrypted files are not opened here.",
      do: ["Unpack it with the program that made it, into a folder only you can read, and name that folder."]),
    FindingText(
      "TREE-DAMAGED", "a packed file is damaged or cut off", exit: .inputDamaged,
      "At the place that is shown the file does not say what its form demands: it was cut off while it was copied, or a"
        + " piece of it changed. What stands before is read; what is missing cannot be known from here.",
      do: [
        "Copy it again and compare its size, or its checksum, with the original.",
        "If there is no other copy: zip -FF broken.zip --out mended.zip, or take what was read as all there is.",
      ]),
    FindingText(
      "TREE-LINK", "a link is not followed", exit: .needsAttention,
      "The link leads out of the folder, back to a folder that holds it, or stands in a packed file. Following it could read"
        + " what nobody meant to be moved, or never end.",
      do: ["Copy what it points to into the folder, or name that place as a source of its own."]),
    FindingText(
      "TREE-NAME", "a name that leads out of the packed file", exit: .needsAttention,
      "A file within has a name that is absolute, holds .. or cannot be a name. Such a file is left aside.",
      do: ["See which it is, and unpack it by hand if it holds mail."]),
    FindingText(
      "TREE-KIND", "neither a file nor a folder", exit: .needsAttention,
      "It is a device, a pipe, a socket or a file with holes stored apart: nothing a message could be read from.",
      do: ["Nothing, unless it should have been mail: then copy it as a plain file."]),
    FindingText(
      "TREE-LIMIT", "more than a packed file may ask for", exit: .inputDamaged,
      "The file claims to hold far more than it could, or the same bytes several times over. Mail is never packed like that;"
        + " files made to fill a disk are.",
      do: ["If the file is to be trusted, unpack it into a new folder and name that folder."]),
  ]
}
