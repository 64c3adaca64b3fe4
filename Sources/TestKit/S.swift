import IMAPServer
