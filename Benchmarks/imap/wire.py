"""A small IMAP client for measurements: blocking, byte-exact, no parsing beyond what is needed."""
import re
import socket
import ssl


class Wire:
    def __init__(self, port, user, password, tls=False, host="127.0.0.1"):
        self.socket = socket.create_connection((host, port), timeout=300)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.file = self.socket.makefile("rb", buffering=1 << 20)
        self.count = 0
        self.file.readline()
        self.command(f'LOGIN "{user}" "{password}"')

    def send(self, text):
        self.count += 1
        tag = f"b{self.count}"
        self.socket.sendall(f"{tag} {text}\r\n".encode())
        return tag.encode()

    def line(self):
        """One logical line: text and literals in turn."""
        parts = []
        while True:
            text = self.file.readline()
            if not text:
                raise EOFError("the server closed the connection")
            parts.append(text)
            size = re.search(rb"\{(\d+)\}\r\n$", text)
            if not size:
                return parts
            parts.append(self.file.read(int(size[1])))

    def command(self, text, each=None):
        tag, answers = self.send(text), []
        while True:
            parts = self.line()
            if parts[0].startswith(tag + b" "):
                if not parts[0][len(tag) + 1:].upper().startswith(b"OK"):
                    raise RuntimeError(parts[0].decode("utf-8", "replace").strip())
                return answers
            if each:
                each(parts)
            else:
                answers.append(parts)

    def folders(self):
        """Wire names of the folders that can be opened."""
        names = []
        for parts in self.command('LIST "" "*"'):
            match = re.match(rb'\* LIST \(([^)]*)\) (?:"."|NIL) (.*)$', parts[0].rstrip(b"\r\n"))
            if not match or b"noselect" in match[1].lower():
                continue
            name = parts[1] if len(parts) > 1 else match[2]
            if name.startswith(b'"'):
                name = re.sub(rb"\\(.)", rb"\1", name[1:-1])
            names.append(name.decode("latin1"))
        return names

    def examine(self, name, word="EXAMINE"):
        for parts in self.command(f"{word} {quoted(name)}"):
            match = re.match(rb"\* (\d+) EXISTS", parts[0])
            if match:
                return int(match[1])
        return 0

    def append(self, name, flags, date, message):
        tag = self.send(f'APPEND {quoted(name)} ({flags}) "{date}" {{{len(message)}+}}')
        self.socket.sendall(message + b"\r\n")
        while True:
            answer = self.line()[0]
            if answer.startswith(tag + b" "):
                if not answer[len(tag) + 1:].upper().startswith(b"OK"):
                    raise RuntimeError(answer.decode("utf-8", "replace").strip())
                return


def quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
