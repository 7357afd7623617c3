"""E-mail that is still to be sent: one queue for every app that writes letters."""
