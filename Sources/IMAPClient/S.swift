import NIOSSL
import NIOSOCKS
import NIOPosix
import CZlib
