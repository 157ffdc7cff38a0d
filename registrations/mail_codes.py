"""Codes that only a mail tells, for those who do not follow its link.

A code is derived from a secret of the row that it belongs to, so it is stored nowhere; ``salt`` says what it
is for. It is short, so the row counts the wrong ones.
"""

from django.utils.crypto import salted_hmac

DIGITS = 8
ATTEMPTS = 5


def derived(salt: str, secret: str) -> str:
    """So many digits, the same for the same secret."""
    digest = salted_hmac(salt, secret, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:16]) % 10**DIGITS:0{DIGITS}}"


def in_groups(code: str) -> str:
    """As mails write it."""
    return f"{code[:4]} {code[4:]}"
