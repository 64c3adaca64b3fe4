public import Core

extension Fault.Code {
  /// The source no longer has the item.
  public static let itemGone: Self = "ITEM-GONE"
  /// The source has the item and will not hand it out.
  public static let itemRefused: Self = "ITEM-REFUSED"
  /// The source hands out a text of its own in place of the message.
  public static let itemPlaceholder: Self = "ITEM-PLACEHOLDER"
  /// The name cannot be a folder's name at this server.
  public static let folderName: Self = "FOLDER-NAME"
  /// The server cannot do what was asked for.
  public static let unsupported: Self = "TARGET-UNSUPPORTED"
}
