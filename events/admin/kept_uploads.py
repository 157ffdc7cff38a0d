"""Uploads that travel with the page which shows what they would do, so that the server keeps nothing."""

import base64
import binascii
import zlib

from django.core import signing

KEPT_FOR_SECONDS = 2 * 60 * 60
MOST_KEPT = 2_000_000  # characters; a form of more than 2.5 megabytes is refused


def packed(content: bytes, *, salt: str) -> str:
    """The upload as a text that only this server can have made; "" for one too large for a form."""
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    return signing.TimestampSigner(salt=salt).sign(text) if len(text) <= MOST_KEPT else ""


def unpacked(kept: str, *, salt: str) -> bytes | None:
    """The upload again; None when it was packed for something or somebody else, or too long ago."""
    try:
        text = signing.TimestampSigner(salt=salt).unsign(kept, max_age=KEPT_FOR_SECONDS)
        return zlib.decompress(base64.b64decode(text))
    except (signing.BadSignature, binascii.Error, zlib.error):
        return None
