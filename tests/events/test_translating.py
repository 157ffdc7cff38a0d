"""Which texts lack a language, and translations that go to a translator and come back."""

import datetime as dt

import pytest
from django.utils import timezone

from events import event_texts, translating
from events.models import Event, Room, Session
from events.translating import Overtaken, Refused, Translation, fingerprint
from notifications.models import Reminder
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_room,
    make_session,
    make_speaker,
    make_ticket_type,
    make_track,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def lacking(event, language="ja"):
    return {(text.kind.key, text.field, text.into("en")) for text in texts(event) if text.lacks(language)}


def texts(event):
    return translating.texts_of(event)


def text_of(event, row, field):
    return next(text for text in texts(event) if text.row == row and text.field == field)


def translated(event, row, field, target, **seen):
    text = text_of(event, row, field)
    return Translation(text.key, target, **({"source": fingerprint(text.into("en"))} | seen))


def save(event, *translations, **choices):
    return translating.save(event, translations, **({"to": "ja", "by": None, "now": NOW} | choices))


# --- What is missing


def test_every_kind_of_text_of_the_event_is_looked_at(orbit_panel):
    event = orbit_panel.event
    make_ticket_type(event, name_en="Government")
    Reminder.objects.create(event=event, amount=1, subject_en="Soon", body_en="Come.", body_ja="どうぞ")

    assert lacking(event) == {
        ("event", "summary", "Machines and those who keep them."),
        ("event", "agenda_note", "Times are **illustrative**."),
        ("session", "abstract", orbit_panel.abstract_en),
        ("speaker", "biography", "She *flew*."),
        ("affiliation", "position", "Chief Engineer"),
        ("appearance", "unnamed", "Deputy Director"),
        ("tickettype", "name", "Government"),
        ("reminder", "subject", "Soon"),
    }


def test_a_text_that_is_only_in_japanese_lacks_english():
    event = make_event(summary_ja="概要")

    assert [text.field for text in texts(event) if text.lacks("en")] == ["summary"]
    assert not any(text.lacks("ja") for text in texts(event))


def test_texts_of_another_event_are_not_among_them(industry_day):
    other = make_event(venue=make_venue())
    session = make_session(other, room=make_room(other.venue), track=make_track(other))
    speaker = make_speaker("Elsewhere", biography_en="Nobody here.")
    make_affiliation(speaker, make_organization())
    make_appearance(session, speaker)
    make_ticket_type(other)

    assert {text.kind.key for text in texts(industry_day)} == {"event", "venue", "organization"}


def test_a_position_that_ended_before_the_event_is_not_asked_for(orbit_panel):
    hopper = orbit_panel.appearances.get(speaker__slug="grace-hopper").speaker
    make_affiliation(hopper, make_organization(), position_en="Cadet", to_on=dt.date(2020, 1, 1))

    assert ("affiliation", "position", "Cadet") not in lacking(orbit_panel.event)


def test_tallies_count_by_kind_and_language(orbit_panel):
    found = {tally.kind.key: tally for tally in translating.tallies(texts(orbit_panel.event))}

    assert (found["session"].count, found["session"].lacking) == (2, {"en": 0, "ja": 1})
    assert (found["affiliation"].count, found["affiliation"].lacking) == (2, {"en": 0, "ja": 1})


def test_queries_do_not_grow_with_the_event(orbit_panel, django_assert_num_queries):
    event = orbit_panel.event
    for _number in range(5):
        make_affiliation(speaker := make_speaker(), make_organization(), position_en="Director")
        make_appearance(make_session(event, room=make_room(event.venue)), speaker)
        make_ticket_type(event)

    with django_assert_num_queries(len(event_texts.kinds())):
        assert all(text.where for text in texts(event))


# --- Saving


def test_saving_writes_all_languages_of_their_rows_and_says_who_did(orbit_panel):
    event, by = orbit_panel.event, make_user(is_superuser=True)

    save(
        event,
        translated(event, orbit_panel, "abstract", " 宇宙ごみについて。\r\n二行目 "),
        translated(event, event, "summary", "機械と、それを守る人々。"),
        by=by,
    )

    assert Session.objects.get(pk=orbit_panel.pk).abstract_ja == "宇宙ごみについて。\n二行目"
    assert Event.objects.get(pk=event.pk).summary_ja == "機械と、それを守る人々。"
    assert by.logentry_set.count() == 2


def test_a_text_that_has_changed_since_is_not_overwritten(orbit_panel):
    event = orbit_panel.event
    stale = translated(event, orbit_panel, "title", "新しい題", source=fingerprint("Another title"))
    fresh = translated(event, event, "summary", "概要")

    with pytest.raises(Overtaken):
        save(event, stale, fresh)

    orbit_panel.refresh_from_db()
    event.refresh_from_db()
    assert (orbit_panel.title_ja, event.summary_ja) == ("軌道を見守るのは誰か", None)


def test_somebody_elses_translation_is_not_overwritten_unseen(orbit_panel):
    event = orbit_panel.event
    blind = translated(event, orbit_panel, "title", "新しい題", replaced=fingerprint(""))

    with pytest.raises(Overtaken):
        save(event, blind)
    save(event, blind, take_stale=True)

    orbit_panel.refresh_from_db()
    assert orbit_panel.title_ja == "新しい題"


@pytest.mark.parametrize("target", ["題" * 301, "題\x07", "題\ud800"])
def test_what_no_column_can_hold_is_refused_and_nothing_is_saved(orbit_panel, target):
    event = orbit_panel.event

    with pytest.raises(Refused) as refusal:
        save(
            event,
            translated(event, event, "summary", "概要"),
            translated(event, orbit_panel, "title", target),
        )

    event.refresh_from_db()
    assert [*refusal.value.faults] == [f"session.{orbit_panel.pk}.title"]
    assert event.summary_ja is None


def test_the_last_language_of_a_title_cannot_be_cleared():
    event = make_event()
    session = make_session(event, title_en=None, title_ja="題")

    with pytest.raises(Refused):
        save(event, Translation(f"session.{session.pk}.title", "", source=fingerprint("")))


def test_names_that_must_differ_are_refused_in_words(orbit_panel):
    event = orbit_panel.event
    second = make_room(event.venue, name_en=None, name_ja="第2会議室")
    text = text_of(event, second, "name")

    with pytest.raises(Refused) as refusal:
        save(event, Translation(text.key, "Room 1", fingerprint("第2会議室")), to="en")

    assert refusal.value.faults == {text.key: "This venue has a room of this name already."}
    assert Room.objects.get(pk=second.pk).name_en is None


def test_texts_of_other_events_cannot_be_reached(industry_day):
    other = make_session(make_event(), title_ja="題")
    sneaked = Translation(f"session.{other.pk}.title", "盗", fingerprint(other.title_en))

    assert save(industry_day, sneaked).unknown == [sneaked.key]
    other.refresh_from_db()
    assert other.title_ja == "題"
