"""Where the invented event is held, its tracks, and a group of its attendees."""

from config.demo.content import GroupEntry, RoomEntry, TrackEntry, VenueEntry
from events.models import TrackMark
from speakers.models import Sector

VENUE = VenueEntry(
    name=("Asanagi Forum", "朝凪フォーラム"),
    address=("2-1 Asanagi Wharf (an invented address)", "朝凪埠頭２－１（架空の住所）"),
    city=("Yokohama", "横浜市"),
    country="JP",
    access=(
        "Eight minutes on foot from the ferry pier. There are no parking spaces at the venue; vehicles with "
        "official plates are announced to the organizers beforehand.",
        "旅客船桟橋から徒歩８分。会場に駐車場はありません。公用車でお越しの場合は、事前に事務局へお知らせください。",
    ),
    rooms={
        "main": RoomEntry(name=("Main Hall", "大ホール"), capacity=420),
        "harbour": RoomEntry(name=("Harbour Room", "ハーバールーム"), capacity=180),
        "seminar": RoomEntry(name=("Seminar Room", "セミナー室"), capacity=80),
        "studio": RoomEntry(name=("Workshop Studio", "ワークショップスタジオ"), capacity=40),
    },
)

TRACKS = {
    "resilience": TrackEntry(name=("Resilience and security", "強靱性と安全保障"), mark=TrackMark.CIRCLE),
    "partnership": TrackEntry(name=("Procurement and partnership", "調達と官民連携"), mark=TrackMark.SQUARE),
    "technology": TrackEntry(name=("Technology and services", "技術とサービス"), mark=TrackMark.TRIANGLE),
}

GROUPS = {
    "government": GroupEntry(
        name=("Government only", "政府機関限定"),
        sectors=(Sector.GOVERNMENT, Sector.MILITARY, Sector.INTERNATIONAL_ORGANIZATION),
    ),
}
