public import Glibc

/// Whom the servers run as: `mail` when the tests run as root, else whoever runs them.
public struct ServerUser: Sendable {
  public var name: String
  public var group: String
  public var uid: uid_t
  public var gid: gid_t
  public static let isRoot = geteuid() == 0

  public static let current: ServerUser = {
    if isRoot, let entry = getpwnam("mail") {
      return ServerUser(name: "mail", group: "mail", uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid)
    }
    let name = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "nobody"
    let group = getgrgid(getegid()).map { String(cString: $0.pointee.gr_name) } ?? "nogroup"
    return ServerUser(name: name, group: group, uid: geteuid(), gid: getegid())
  }()
}
