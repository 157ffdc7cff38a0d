"""How the words that people write about themselves are kept: names, organizations, positions.

What is seen is what is stored. Compatibility forms become the usual ones (ＴＡＲＯ is TARO, ﾔﾏﾀﾞ is
ヤマダ), characters that nobody sees are taken out, and what would make a line read otherwise than
it is written is refused with its reason.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Unicode normalisation would replace these ideographs by look-alikes (神 by 神), and some
# people's names are written with exactly them.
COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

# They turn the direction of the letters that follow, so that a name reads as another.
DIRECTION_OVERRIDES = frozenset("\u202d\u202e")

# Soft hyphens, zero-width spaces, direction marks, byte-order marks, tags: they come along when
# text is pasted, show nothing and make two names that look the same differ.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202c\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)

# Zero-width joiners belong to Persian, Sinhala or Malayalam spelling and to emoji, never to Latin.
STRAY_JOINERS = re.compile(
    "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\u200c\u200d])"
)

CONTROL_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


def tidy(text: str) -> str:
    """One line of text as it is stored. Raises ValidationError for what cannot be shown safely."""
    text = _normalised(text).strip()
    if DIRECTION_OVERRIDES.intersection(text):
        raise ValidationError(
            _("This contains an invisible character that reverses the text after it. Please type it anew."),
            code="direction_override",
        )
    if any(unicodedata.category(character) in CONTROL_CATEGORIES for character in text):
        raise ValidationError(
            _("This contains a line break, a tab or another control character. Please write it on one line."),
            code="control_character",
        )
    return " ".join(STRAY_JOINERS.sub("", INVISIBLE.sub("", text)).split())


def refuse_web_addresses(name: str) -> None:
    """Raise ValidationError for a name that would make our mails advertise a site."""
    if "://" in name or name.lower().startswith("www."):
        raise ValidationError(_("A name cannot contain a web address."), code="web_address")


def _normalised(text: str) -> str:
    parts = COMPATIBILITY_IDEOGRAPHS.split(text)
    # Every second part is what the expression has caught.
    return "".join(
        part if index % 2 else unicodedata.normalize("NFKC", part) for index, part in enumerate(parts)
    )
