"""Backups: database and uploaded files of one moment as one archive, and back.

archive      writing the archive, reading it with everything checked
encryption   its bytes, where BACKUP_KEY is set
databases    a snapshot of the database as a file, and that file back, for SQLite and PostgreSQL
keeping      where archives lie, which are kept, the nightly one
restoring    an archive put in place of what is there
"""


class BackupError(Exception):
    """What went wrong, as a sentence for who runs the portal."""
