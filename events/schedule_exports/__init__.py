"""The published agenda as schedule.xml and schedule.json, which programs for events read.

Both are pure functions of a programme and always stand in the zone in which it was read. What the two
formats cannot carry, and what is therefore not there:

- cancelled sessions: neither format has a place for "cancelled", and programs that read them take a
  session that is gone for a cancelled one, which is what they then tell their users;
- the other language: a file is in one, each language of the site has its own address;
- roles, positions, organizations, ranks and honorifics of people, and the parts of their names; an
  unnamed participant is a person whose name is the position and the organization;
- interpretation and what is closed to the press; a track's mark; a room's capacity;
- the organizations of the event, its summary, its notes and its venue;
- in schedule.xml besides: biographies, and in which order rooms that share no day stand;
- in schedule.json besides: seconds of a duration (``date`` and ``end`` have them).

Breaks and networking are sessions like others here, with pages and codes of their own, and are exported
as such, with their kind as the type.
"""

from events.schedule_exports.frab_json import to_json
from events.schedule_exports.frab_xml import to_xml

__all__ = ["to_json", "to_xml"]
