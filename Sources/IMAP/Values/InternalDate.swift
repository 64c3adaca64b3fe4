public import Core

/// `INTERNALDATE`: when the server took the message, to the second. RFC 9051 §2.3.3.
public typealias InternalDate = ZonedTime
