"""A real IMAP server for a test: Dovecot, with a mailbox of its own under a folder with a short name."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from imap_tools import MailBoxUnencrypted

from tests.mail.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "crm@fjordlys.example", "secret"
NOBODY = 65534
SECONDS = 10
SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {name}
default_internal_group = {group}
default_login_user = {name}
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class Server:
    """The server as it runs; `stop` and `start` as often as a test likes: the mails stay."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for SAMTYKKE_INBOX_URL."""
        return f"imap://{USER.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        self.process = subprocess.Popen(["dovecot", "-F", "-c", str(self.folder / "conf")])
        until = time.monotonic() + SECONDS
        while True:
            try:
                with self.opened():
                    return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """Ends it and its processes."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(SECONDS)

    @contextmanager
    def opened(self) -> Iterator[MailBoxUnencrypted]:
        """The mailbox, as another mail program opens it."""
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=SECONDS).login(USER, PASSWORD) as box:
            yield box  # type: ignore[misc]

    def put(self, *messages: bytes) -> None:
        """Lets mails arrive in the inbox, unread."""
        with self.opened() as box:
            for message in messages:
                box.append(message, "INBOX", flag_set=[])

    def held(self, folder: str = "INBOX") -> list[str]:
        """The subjects in a folder; none where there is no such folder."""
        with self.opened() as box:
            if not box.folder.exists(folder):
                return []
            box.folder.set(folder)
            return [told.subject for told in box.fetch(mark_seen=False)]


@contextmanager
def running() -> Iterator[Server]:
    """A server that ends with the block, and its folder with it."""
    if shutil.which("dovecot") is None:
        raise AssertionError("Dovecot is not installed: `make dovecot` installs it.")
    folder = Path(tempfile.mkdtemp(prefix="dc"))
    try:
        server = Server(folder, free_port())
        _write(server)
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(server: Server) -> None:
    """Its settings and folders: as root its processes are nobody's, else our own."""
    root = os.geteuid() == 0
    uid, gid = (NOBODY, NOBODY) if root else (os.getuid(), os.getgid())
    name, group = ("nobody", "nogroup") if root else _who()
    server.folder.chmod(0o755)
    mail = server.folder / "mail"
    mail.mkdir()
    if root:
        os.chown(mail, uid, gid)
    text = SETTINGS.format(
        folder=server.folder, name=name, group=group, password=PASSWORD, uid=uid, gid=gid, port=server.port
    )
    (server.folder / "conf").write_text(text)


def _who() -> tuple[str, str]:
    import grp
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
