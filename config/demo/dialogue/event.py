"""The invented event as a whole, and how its agenda read when it was first announced."""

from dataclasses import replace

from config.demo.content import NOTHING, EventEntry, SeriesEntry, SessionEntry, parts
from config.demo.dialogue.admission import QUOTAS, REMINDERS, TICKET_TYPES
from config.demo.dialogue.first_afternoon import FIRST_AFTERNOON
from config.demo.dialogue.first_morning import FIRST_MORNING
from config.demo.dialogue.organizations import ORGANIZATIONS, ROLES
from config.demo.dialogue.places import GROUPS, TRACKS, VENUE
from config.demo.dialogue.second_afternoon import SECOND_AFTERNOON
from config.demo.dialogue.second_morning import SECOND_MORNING
from config.demo.dialogue.speakers_from_abroad import SPEAKERS_FROM_ABROAD
from config.demo.dialogue.speakers_from_japan import SPEAKERS_FROM_JAPAN
from config.demo.dialogue.texts import DESCRIPTION, PRACTICAL, PRIVACY_NOTICE
from events.models import AppearanceRole, EventFormat

DIALOGUE = EventEntry(
    slug="space-industry-dialogue",
    series=SeriesEntry(
        slug="asanagi-dialogues",
        name=("Asanagi Dialogues", "朝凪対話"),
        description=(
            "Government and industry on the use of space, once a year by the sea.",
            "宇宙利用をめぐる官民の対話の場。年に一度、海辺の街で開催。",
        ),
    ),
    title=(
        "Space Industry Dialogue: Services in Orbit That Hold When They Are Needed",
        "宇宙産業対話：必要なときに揺るがない宇宙サービスのために",
    ),
    short_title=("Space Industry Dialogue", "宇宙産業対話"),
    summary=(
        "Two days on which those who buy, build, insure, operate and defend services in orbit work through "
        "the same questions. In Yokohama and online, in English and Japanese.",
        "宇宙サービスを調達し、つくり、保険をかけ、運用し、守る人々が、同じ課題に取り組む２日間。"
        "横浜とオンラインで、日英同時通訳により開催します。",
    ),
    description=DESCRIPTION,
    practical=PRACTICAL,
    privacy_notice=PRIVACY_NOTICE,
    contact_email="secretariat@example.org",
    format=EventFormat.HYBRID,
    time_zone="Asia/Tokyo",
    starts="09:00",
    ends="16:00",
    days=2,
    venue=VENUE,
    tracks=TRACKS,
    groups=GROUPS,
    organizations=ORGANIZATIONS,
    roles=ROLES,
    placed_by_hand=(("shiraishi-aya", 3, "Welcomes the guests for the host city / 開催地を代表して歓迎"),),
    speakers=SPEAKERS_FROM_JAPAN | SPEAKERS_FROM_ABROAD,
    sessions=FIRST_MORNING + FIRST_AFTERNOON + SECOND_MORNING + SECOND_AFTERNOON,
    quotas=QUOTAS,
    ticket_types=TICKET_TYPES,
    reminders=REMINDERS,
)

# What the first release said otherwise; None where it did not say anything yet.
_EARLIER: dict[str, dict[str, object] | None] = {
    "open-data": None,
    "insuring": {"room": "seminar"},
    "first-drawing": {"title": ("Cyber security from day one", "初日からのサイバーセキュリティ")},
    "protecting": {
        "people": (
            *parts(AppearanceRole.MODERATOR, "shinonome-sosuke"),
            *parts(AppearanceRole.PANELIST, "todo-seiichi", "marcus-ellery"),
        )
    },
    "site-visit": {"is_cancelled": False, "abstract": NOTHING},
}


def sessions_first_announced() -> tuple[SessionEntry, ...]:
    """The agenda of the first release, which the second one corrects."""
    entries = []
    for entry in DIALOGUE.sessions:
        earlier = _EARLIER.get(entry.key, {})
        if earlier is not None:
            entries.append(replace(entry, **earlier))  # type: ignore[arg-type]
    return tuple(entries)


FIRST_NOTE = "First announcement"
SECOND_NOTE = "One session added, one moved, one panelist more; the site visit is cancelled"
