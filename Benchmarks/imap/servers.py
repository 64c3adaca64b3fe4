"""Two Dovecots of the measurement's own on 127.0.0.1, and what they use of the processor."""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time

PASSWORD = "meting"
OWNER = "mail" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Dovecot:
    """`form` is maildir or sdbox. `capability` replaces what it would announce by itself."""

    def __init__(self, folder, form, capability=None):
        self.folder, self.form = folder, form
        self.port, self.tls_port = free_port(), free_port()
        shutil.rmtree(f"{folder}/run", ignore_errors=True)
        for part in ("run", "state", "mail"):
            os.makedirs(f"{folder}/{part}", exist_ok=True)
        os.chmod(folder, 0o755)
        owner = pwd.getpwnam(OWNER)
        if os.geteuid() == 0:
            os.chown(f"{folder}/mail", owner.pw_uid, owner.pw_gid)
        certificate, key = f"{folder}/server.pem", f"{folder}/server.key"
        if not os.path.exists(certificate):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
                            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
                            "-out", certificate], check=True, capture_output=True)
        self.certificate = certificate
        alone = "" if os.geteuid() == 0 else "chroot ="
        with open(f"{folder}/dovecot.conf", "w") as file:
            file.write(f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
instance_name = meting-{self.port}
protocols = imap
listen = 127.0.0.1
auth_mechanisms = plain login
auth_username_format = %u
auth_cache_size = 1M
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
mail_fsync = never
mail_location = {form}:{folder}/mail/%u
mail_max_userip_connections = 100
first_valid_uid = 1
first_valid_gid = 1
default_vsz_limit = 2G
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/mail/%u
}}
protocol imap {{
  {f"imap_capability = {capability}" if capability else ""}
}}
service imap-login {{
  {alone}
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
  }}
  process_min_avail = 1
  service_count = 0
}}
service imap {{
  process_limit = 200
  vsz_limit = 4G
}}
service anvil {{
  {alone}
  client_limit = 1000
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
""" + ("" if os.geteuid() == 0 else f"default_internal_user = {OWNER}\ndefault_login_user = {OWNER}\n"))
        program = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not program:
            raise SystemExit("dovecot is not installed; see script/bootstrap --tests")
        self.process = subprocess.Popen([program, "-F", "-c", f"{folder}/dovecot.conf"], start_new_session=True)
        for _ in range(1000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(.01)
        raise SystemExit(f"dovecot did not start: see {folder}/log")

    def mailbox(self, user):
        return f"{self.folder}/mail/{user}"

    def forget(self, user):
        shutil.rmtree(self.mailbox(user), ignore_errors=True)

    def clone(self, original, user):
        """A private copy of a generated mailbox: bodies are hard links, index files are not shared."""
        self.forget(user)
        subprocess.run(["cp", "-al", original, self.mailbox(user)], check=True)
        for folder, _, files in os.walk(self.mailbox(user)):
            for name in files:
                if name.startswith("dovecot") or name == "subscriptions":
                    path = os.path.join(folder, name)
                    shutil.copy2(path, path + ".new")
                    os.replace(path + ".new", path)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{OWNER}:", self.mailbox(user)], check=True)

    def cpu(self):
        """User and system seconds of all its processes, ended ones included."""
        children, stats = {}, {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    text = open(f"/proc/{name}/stat").read()
                except OSError:
                    continue
                fields = text[text.rindex(")") + 2:].split()
                stats[int(name)] = sum(map(int, fields[11:15]))
                children.setdefault(int(fields[1]), []).append(int(name))
        total, open_list = 0, [self.process.pid]
        while open_list:
            process = open_list.pop()
            total += stats.get(process, 0)
            open_list += children.get(process, [])
        return total / os.sysconf("SC_CLK_TCK")

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            self.process.kill()
