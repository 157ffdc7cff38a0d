"""Reads people as organizers write them into one cell: ``Name (role) — position, organization; …``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from events.models import AppearanceRole
from events.schedule_formats import values

BETWEEN_PEOPLE = re.compile(r"[;；\n]")
DASH = re.compile(r"\s*(?:—|――|--)\s*|\s+[–-]\s+|^[–-]\s+")
ROLE = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")
COMMA = re.compile(r"\s*[,，、]\s*")
QUOTED = re.compile(r"""^(?:(?P<position>.*?)\s*[,，、]\s*)?["“”「](?P<organization>[^"“”「」]+)["“”」]$""")
ROLE_NAMES: dict[str, AppearanceRole] = {
    "chair": AppearanceRole.MODERATOR,
    "mc": AppearanceRole.MASTER_OF_CEREMONIES,
    "keynote": AppearanceRole.KEYNOTE_SPEAKER,
    "opening": AppearanceRole.OPENING_REMARKS,
    "closing": AppearanceRole.CLOSING_REMARKS,
    "司会": AppearanceRole.MASTER_OF_CEREMONIES,
    "開会挨拶": AppearanceRole.OPENING_REMARKS,
    "基調講演": AppearanceRole.KEYNOTE_SPEAKER,
    "基調講演者": AppearanceRole.KEYNOTE_SPEAKER,
    "モデレーター": AppearanceRole.MODERATOR,
    "講演": AppearanceRole.SPEAKER,
    "講演者": AppearanceRole.SPEAKER,
    "登壇者": AppearanceRole.SPEAKER,
    "パネリスト": AppearanceRole.PANELIST,
    "討論者": AppearanceRole.DISCUSSANT,
    "閉会挨拶": AppearanceRole.CLOSING_REMARKS,
    "通訳": AppearanceRole.INTERPRETER,
}


@dataclass(frozen=True)
class Written:
    """Somebody as written; ``is_uncertain`` where more than one comma leaves open what is what."""

    name: str
    role: AppearanceRole | None = None
    position: str = ""
    organization: str = ""
    is_uncertain: bool = False
    not_a_role: str = ""


def people(text: str) -> Iterator[Written]:
    for part in BETWEEN_PEOPLE.split(text):
        if part.strip():
            yield _person(part.strip())


def role(text: str) -> AppearanceRole | None:
    """The role that a word means, in English or Japanese."""
    return values.choice(AppearanceRole, text) or ROLE_NAMES.get(" ".join(text.split()).casefold())


def _person(text: str) -> Written:
    dash = DASH.search(text)
    who, what = (text[: dash.start()], text[dash.end() :]) if dash else (text, "")
    bracketed = ROLE.search(who)
    meant = role(bracketed[1]) if bracketed else None
    name = who[: bracketed.start()] if bracketed and meant else who
    position, organization, is_uncertain = _position(what.strip())
    return Written(
        name=name.strip(),
        role=meant,
        position=position if name.strip() or position else organization,
        organization=organization if name.strip() or position else "",
        is_uncertain=is_uncertain,
        not_a_role=bracketed[1] if bracketed and not meant else "",
    )


def _position(text: str) -> tuple[str, str, bool]:
    """Position and organization: divided by the first comma; a single word is the organization."""
    if quoted := QUOTED.match(text):
        return quoted["position"] or "", quoted["organization"].strip(), False
    parts = COMMA.split(text, maxsplit=1)
    if len(parts) == 1:
        return "", text, False
    return parts[0], parts[1], bool(COMMA.search(parts[1]))
