"""A list of invented parties, and whom of the invented attendees it makes staff look at."""

import datetime as dt

from accounts.models import User
from events.models import Event
from registrations import screening, screening_lists
from registrations.models import ScreeningMatch, ScreeningVerdict

NAME = "Invented parties (demonstration)"
SOURCE = "Made up for the demonstration; nobody on it exists"
LIST = """\
id,name,type,country,other names,programme,born
D-001,"TKACHENKO, Taras Ivanovych",individual,UA,Тарас Іванович Ткаченко,Invented 1,1948
D-002,"WEBBER, Lucas",individual,US,,Invented 1,1961
D-003,Tidelock Propulsion LLC,entity,IN,,Invented 2,
D-004,"KIM, Seojin",individual,KR,김서진,Invented 2,1939
D-005,"ALHASHIMI, Leila",individual,AE,,Invented 1,1957
D-006,SHIRANAMI LANTERN,vessel,PA,,Invented 3,
D-007,"MARROWFIELD, Ambrose",individual,GB,Amby Marrowfield,Invented 3,1944
D-008,Obsidian Skerry Freight Co. Ltd.,entity,KY,黒曜岩礁運輸株式会社,Invented 3,
"""


def screen(event: Event, *, by: User | None, now: dt.datetime) -> None:
    """Bring the list in, compare the event's attendees with it, and decide on one match."""
    file = screening_lists.read(LIST.encode())
    found = screening_lists.contents(file, screening_lists.guess(file.headings))
    version = screening_lists.bring_in(file, found, name=NAME, source=SOURCE, version="2026-10", now=now)
    event.screens_attendees = True
    event.save(update_fields=["screens_attendees"])
    screening.screen(screening.due(version, now=now), version, now=now)
    decided = ScreeningMatch.objects.open().filter(listed_name__reference="D-002").first()
    if by and decided:
        note = "Born in 1990, as the passport says; the listed one was born in 1961"
        screening.decide(decided, ScreeningVerdict.OTHER, by=by, note=note, now=now)
