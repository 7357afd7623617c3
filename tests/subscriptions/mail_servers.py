"""Mail servers of the tests."""

import os
import signal
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.mail.backends import locmem
from django.core.mail.backends.base import BaseEmailBackend


class AwayBackend(BaseEmailBackend):
    """A server that does not answer."""

    def open(self):
        raise ConnectionRefusedError("hung@example.vn")

    def send_messages(self, messages):
        self.open()


class PickyBackend(locmem.EmailBackend):
    """Knows no mailbox "odd…", has a bad day with "later…", refuses the words for "full…"."""

    def send_messages(self, messages):
        (to,) = messages[0].to
        if to.startswith("odd"):
            raise SMTPRecipientsRefused({to: (550, b"no such user")})
        if to.startswith("later"):
            raise SMTPRecipientsRefused({to: (450, b"greylisted")})
        if to.startswith("full"):
            raise SMTPDataError(452, b"disk full")
        return super().send_messages(messages)


class KillingBackend(BaseEmailBackend):
    """Writes each taken letter's address into $TAKEN; its process is killed at the letter number $KILL_AT."""

    taken = 0

    def send_messages(self, messages):
        with Path(os.environ["TAKEN"]).open("a") as file:
            file.write(f"{messages[0].to[0]}\n")
        KillingBackend.taken += 1
        if KillingBackend.taken == int(os.environ.get("KILL_AT", "0")):
            os.kill(os.getpid(), signal.SIGKILL)
        return 1
