"""Tracking codes: short, readable aloud, not to be guessed."""

import re
import secrets

# No letter or digit that is taken for another one by eye (0 O, 1 I L, U V, 5 S, 8 B) or by ear (B, P); 21 ** 8 is 38
# thousand million codes, and an address may try TRIES_PER_HOUR of them.
ALPHABET = "234679ACDEFGHKMNQRTXY"
TRIES_PER_HOUR = 60
_CODE = re.compile(rf"(?:LC)?([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")


def new_code():
    """A random code such as "LC-7K3M-9QXR"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"LC-{letters[:4]}-{letters[4:]}"


def read_code(typed):
    """The code that a reader means by `typed` ("lc 7k3m 9qxr", "7K3M9QXR"), or None.

    >>> read_code(" lc7k3m – 9qxr.")
    'LC-7K3M-9QXR'
    """
    match = _CODE.fullmatch(re.sub(r"[^0-9A-Z]", "", typed.upper()))
    return f"LC-{match[1]}-{match[2]}" if match else None
