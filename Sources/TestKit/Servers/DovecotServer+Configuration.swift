extension DovecotServer {
  var configuration: String {
    let user = ServerUser.current
    var plugins: [String] = []
    if options.quotaMegabytes != nil { plugins.append("quota") }
    if !options.rights.isEmpty { plugins.append("acl") }
    let text = """
      base_dir = \(folder("run"))
      state_dir = \(folder("state"))
      log_path = \(folder("log"))
      instance_name = postduif-\(port)
      protocols = imap
      listen = 127.0.0.1
      auth_mechanisms = plain login\(options.tokens == nil ? "" : " xoauth2 oauthbearer")
      auth_username_format = %u
      auth_master_user_separator = *
      disable_plaintext_auth = no
      ssl = yes
      ssl_cert = <\(authority.certificate)
      ssl_key = <\(authority.key)
      mail_fsync = never
      mail_location = \(options.format.rawValue):\(folder("mail"))/%u
      mail_plugins = \(plugins.joined(separator: " "))
      mail_max_userip_connections = 100
      first_valid_uid = 1
      first_valid_gid = 1
      default_vsz_limit = 1G
      \(options.tokens == nil ? "" : tokenDatabase)
      passdb {
        driver = static
        mechanisms = plain login
        args = password=\(masterPassword)
        master = yes
        override_fields = allow_nets=127.0.0.0/8
      }
      passdb {
        driver = static
        mechanisms = plain login
        args = password=\(password)
      }
      userdb {
        driver = static
        args = uid=\(user.uid) gid=\(user.gid) home=\(folder("mail"))/%u
      }
      namespace inbox {
        inbox = yes
        separator = /
      \(specialFolders)
      }
      protocol imap {
        mail_plugins = \((plugins + plugins.map { "imap_\($0)" }).joined(separator: " "))
      \(options.capability.map { "  imap_capability = \($0)" } ?? "")
      }
      plugin {
      \(options.quotaMegabytes.map { "  quota = count:User quota\n  quota_vsizes = yes\n  quota_rule = *:storage=\($0)M" } ?? "")
      \(options.rights.isEmpty ? "" : "  acl = vfile:\(folder("rights"))")
      }
      service imap-login {
      \(Self.ownRoot)
        inet_listener imap {
          port = \(port)
        }
        inet_listener imaps {
          port = \(tlsPort ?? 0)
        }
        process_min_avail = 1
        service_count = 0
      }
      service anvil {
      \(Self.ownRoot)
        client_limit = 1000
      }
      service stats {
        unix_listener stats-writer {
          mode = 0666
        }
      }

      """
    guard !ServerUser.isRoot else { return text }
    return text + """
      default_internal_user = \(user.name)
      default_internal_group = \(user.group)
      default_login_user = \(user.name)

      """
  }

  private var tokenDatabase: String {
    """
    passdb {
      driver = oauth2
      mechanisms = xoauth2 oauthbearer
      args = \(folder("tokens.conf"))
    }
    """
  }

  /// Without root there is no chroot.
  private static var ownRoot: String { ServerUser.isRoot ? "" : "  chroot =" }

  private var specialFolders: String {
    options.specialFolders.sorted { $0.key < $1.key }.map { name, use in
      """
        mailbox "\(name)" {
          special_use = \(use)
          auto = subscribe
        }
      """
    }.joined(separator: "\n")
  }
}
