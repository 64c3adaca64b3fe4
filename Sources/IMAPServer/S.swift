import NIOSSL
import NIOPosix
import CZlib
