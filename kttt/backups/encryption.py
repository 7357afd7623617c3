"""The bytes of an archive, encrypted in pieces, so that a large one needs no memory and a cut one is noticed.

AES-256-GCM over pieces of 1 MiB. A piece's nonce is the archive's random prefix, the piece's number and whether it is
the last: pieces that are changed, swapped, left out or cut off do not open (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár). The key comes from the passphrase by scrypt with a salt of the archive's own.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kttt.backups import BackupError

MAGIC = b"KTTT-BACKUP-1\n"
_SALT, _PREFIX, _TAG = 16, 7, 16
PIECE = 1 << 20


def _key(passphrase, salt):
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix, number, last):
    return prefix + number.to_bytes(4, "big") + (b"\1" if last else b"\0")


class EncryptingWriter:
    """A binary file to write to; what is written goes encrypted into `sink`. `finish()` writes the last piece."""

    def __init__(self, sink, passphrase):
        salt, self._prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        self._sink, self._cipher = sink, _key(passphrase, salt)
        self._waiting, self._number = bytearray(), 0
        sink.write(MAGIC + salt + self._prefix)

    def write(self, data):
        """Takes bytes of any length."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self):
        """Nothing to do: pieces go out when they are full."""

    def finish(self):
        """Writes what waits as the last piece."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, piece, last):
        self._sink.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), piece, None))
        self._number += 1


class DecryptingReader:
    """A binary file to read from, decrypting `source`, which stands after MAGIC.

    Raises BackupError for another passphrase and for bytes that were changed or are missing.
    """

    def __init__(self, source, passphrase):
        head = source.read(_SALT + _PREFIX)
        self._source, self._cipher, self._prefix = source, _key(passphrase, head[:_SALT]), head[_SALT:]
        self._ahead = source.read(PIECE + _TAG)
        self._open, self._number, self._ended = b"", 0, False

    def read(self, size=-1):
        """Up to `size` bytes, b"" at the end."""
        out = bytearray()
        while size < 0 or len(out) < size:
            if not self._open and not self._next():
                break
            take = len(self._open) if size < 0 else size - len(out)
            out += self._open[:take]
            self._open = self._open[take:]
        return bytes(out)

    def _next(self):
        if self._ended:
            return False
        sealed, self._ahead = self._ahead, self._source.read(PIECE + _TAG)
        self._ended = not self._ahead
        try:
            self._open = self._cipher.decrypt(_nonce(self._prefix, self._number, self._ended), sealed, None)
        except (InvalidTag, ValueError) as error:
            first = "BACKUP_KEY không đúng, hoặc bản sao lưu bị hỏng ngay từ đầu." if not self._number else ""
            raise BackupError(first or "Bản sao lưu bị hỏng hoặc thiếu phần cuối.") from error
        self._number += 1
        return bool(self._open)
