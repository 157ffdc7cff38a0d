"""The page of the order of precedence: who stands where and why, places by hand, files."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.permissions import Role
from events import agenda, placing, programme, releases
from events.models import Appearance, AppearanceRole, EventOrganization, OrganizationRole, SpeakerPlace
from speakers.models import Level
from tests.admin_pages import send as send_form
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_rank,
    make_session,
    make_speaker,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def summit():
    """A panel of a director, a colonel, a general and a minister, entered in that order."""
    event = make_event(title_en="Summit")
    panel = make_session(event, title_en="Panel")
    ministry = make_organization("Ministry", sector="government", country="JP")
    for name, level in (
        ("Ito", Level.DIRECTOR),
        ("Ota", Level.OTHER),
        ("Endo", Level.OTHER),
        ("Abe", Level.MINISTER),
    ):
        speaker = make_speaker(name, slug=name.lower())
        make_affiliation(speaker, ministry, level=level)
        make_appearance(panel, speaker, role=AppearanceRole.PANELIST)
    for name, grade in (("ota", "OF-5"), ("endo", "OF-9")):
        make_rank(Appearance.objects.get(speaker__slug=name).speaker, "Officer", grade=grade)
    return event


@pytest.fixture
def organizer(summit, sign_in):
    return sign_in(make_user("protocol@example.org", role=Role.ORGANIZER, event=summit, name="Pro Tocol"))


def address(event, query="", file=""):
    if file:
        return reverse("admin:events_event_precedence_file", args=[event.pk, file]) + query
    return reverse("admin:events_event_precedence", args=[event.pk]) + query


def listed(page):
    return [line.row.name for line in page.context_data["lines"]]


def send(client, url, **fields):
    page = client.get(url)
    looked_at = page.context_data["list"].fingerprint
    return client.post(url, {"looked_at": looked_at} | fields, follow=True)


def move(client, url, row, place, note="Guest of honour"):
    return send(client, url, row=row, **{f"{row}-place": place, f"{row}-note": note})


def slugs(event):
    return [one.row.speaker.slug for one in placing.lists_of(event)["speakers"].placed]


def test_the_page_lists_everybody_with_a_reason(summit, organizer):
    page = organizer.get(address(summit))

    assert listed(page) == ["Ada Abe", "Ada Ito", "Officer Ada Endo", "Officer Ada Ota"]
    assert [line.row.reason for line in page.context_data["lines"]] == [
        "Office: Minister, before Director",
        "Office: Director, before not known",
        "Grade: OF-9, before OF-5",
        "Grade: OF-5, after OF-9",
    ]


def test_whoever_is_moved_stands_there_with_a_note_of_who_and_why(summit, organizer):
    move(organizer, address(summit), "ota", 1)

    page = organizer.get(address(summit))
    row = page.context_data["lines"][0].row
    assert slugs(summit) == ["ota", "abe", "ito", "endo"]
    assert (row.is_by_hand, row.number_by_rule, row.note, row.placed_by) == (
        True,
        4,
        "Guest of honour",
        "Pro Tocol",
    )
    send(organizer, address(summit), row="ota", leave="1")
    assert slugs(summit) == ["abe", "ito", "endo", "ota"]
    assert not SpeakerPlace.objects.exists()


def test_the_one_moved_last_stands_where_it_was_put_and_passes_nobody_else(summit, organizer):
    for slug, place, order in (
        ("endo", 1, ["endo", "abe", "ito", "ota"]),
        ("ota", 1, ["ota", "endo", "abe", "ito"]),
        ("ito", 2, ["ota", "ito", "endo", "abe"]),
        ("ota", 4, ["ito", "endo", "abe", "ota"]),
    ):
        move(organizer, address(summit), slug, place)
        assert slugs(summit) == order


def test_all_places_are_taken_back_at_once(summit, organizer):
    for slug in ("ota", "endo"):
        move(organizer, address(summit), slug, 1)

    send(organizer, address(summit), leave_all="1")

    assert slugs(summit) == ["abe", "ito", "endo", "ota"]


@pytest.mark.parametrize(
    ("place", "note"), [("0", "Why"), ("5", "Why"), ("x", "Why"), ("1", ""), ("1", "x" * 201)]
)
def test_a_bad_place_is_answered_beside_the_field_and_moves_nobody(summit, organizer, place, note):
    page = move(organizer, address(summit), "ota", place, note)

    (refused,) = [line.form for line in page.context_data["lines"] if line.form.is_bound]
    assert list(refused.errors) == ["note" if place == "1" else "place"]
    assert slugs(summit) == ["abe", "ito", "endo", "ota"]


def test_two_people_at_once_do_not_undo_each_other_unseen(summit, organizer):
    seen = organizer.get(address(summit)).context_data["list"].fingerprint
    move(organizer, address(summit), "endo", 1)

    page = organizer.post(
        address(summit),
        {"looked_at": seen, "row": "ota", "ota-place": 1, "ota-note": "Why"},
        follow=True,
    )

    assert "the order is another one since you looked at it" in page.content.decode()
    assert slugs(summit) == ["endo", "abe", "ito", "ota"]


def test_who_is_not_in_the_list_is_not_moved(summit, organizer):
    page = move(organizer, address(summit), "nobody", 1)

    assert "no longer in the list" in page.content.decode()
    assert organizer.get(address(summit, "?list=nothing")).status_code == 404
    assert organizer.get(address(summit, file="pdf")).status_code == 404


def test_a_session_has_an_order_of_its_own(summit, organizer):
    session = summit.sessions.get()
    moderator = make_appearance(session, make_speaker("Zola", slug="zola"), role=AppearanceRole.MODERATOR)
    page = address(summit, f"?list={session.code}")
    assert listed(organizer.get(page))[0] == "Ada Zola"

    ota = Appearance.objects.get(speaker__slug="ota")
    move(organizer, page, f"{ota.pk:012}", 2)

    people = agenda.document(summit)["sessions"][0]["people"]
    assert [person["speaker"] for person in people] == ["zola", "ota", "abe", "ito", "endo"]
    assert slugs(summit) == ["abe", "ito", "endo", "ota", "zola"]
    assert moderator.order is None


def test_organizations_follow_one_another_within_their_role(summit, organizer):
    for name, sector in (
        ("Zeta Agency", "government"),
        ("Alpha Ltd.", "industry"),
        ("Beta Ltd.", "industry"),
    ):
        EventOrganization.objects.create(
            event=summit, organization=make_organization(name, sector=sector), role=OrganizationRole.SPONSOR
        )
    page = address(summit, "?list=sponsor")
    assert listed(organizer.get(page)) == ["Zeta Agency", "Alpha Ltd.", "Beta Ltd."]

    beta = EventOrganization.objects.get(organization__name_en="Beta Ltd.")
    move(organizer, page, f"{beta.pk:012}", 1)

    document = agenda.document(summit)
    names = [
        document["organizations"][part["organization"]]["name"]["en"]
        for part in document["event"]["organizations"]
    ]
    assert names == ["Beta Ltd.", "Zeta Agency", "Alpha Ltd."]


def test_what_is_published_keeps_its_order(summit, organizer):
    release = releases.publish(summit, by=None, now=timezone.now())
    move(organizer, address(summit), "ota", 1)
    make_rank(Appearance.objects.get(speaker__slug="ito").speaker, grade="OF-10", from_on=dt.date(2020, 1, 1))

    old = programme.read(release)
    assert [speaker.slug for speaker in old.speakers] == ["abe", "ito", "endo", "ota"]
    assert str(old.speaker("ito").rank) == ""


def test_the_files_say_the_same_and_run_no_formula(summit, organizer):
    make_speaker_of_formula = Appearance.objects.get(speaker__slug="ito").speaker
    make_speaker_of_formula.honorific_en = '=HYPERLINK("https://evil.example")'
    make_speaker_of_formula.save()

    text = organizer.get(address(summit, file="csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    sheet = openpyxl.load_workbook(io.BytesIO(organizer.get(address(summit, file="xlsx")).content)).active

    assert rows[0][:2] == ["Place", "Name"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert rows[2][1] == '\'=HYPERLINK("https://evil.example") Ada Ito'
    cell = sheet.cell(3, 2)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("https://evil.example") Ada Ito', "s")


def test_the_page_asks_as_often_for_one_person_as_for_many(summit, organizer):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert organizer.get(address(summit)).status_code == 200
        return len(captured)

    queries()
    before = queries()
    session = make_session(summit, starts_in=dt.timedelta(hours=3))
    for number in range(3):
        speaker = make_speaker(f"More{number}")
        make_affiliation(speaker, make_organization(), level=Level.EXPERT)
        make_rank(speaker, grade="OF-4")
        make_appearance(session, speaker, order=number)

    assert queries() == before


def test_the_page_is_for_those_who_edit_the_event(summit, sign_in):
    for role, status in ((Role.EDITOR, 200), (Role.VIEWER, 404), (Role.DOOR, 404)):
        client = sign_in(make_user(role=role, event=summit))
        assert client.get(address(summit)).status_code == status
        assert client.get(address(summit, file="csv")).status_code == status
    outsider = sign_in(make_user(role=Role.OWNER, event=make_event()))
    assert outsider.get(address(summit)).status_code == 404


def test_a_place_typed_in_the_session_is_signed(summit, organizer):
    session = summit.sessions.get()
    url = reverse("admin:events_session_change", args=[session.pk])

    send_form(organizer, url, **{"appearances-0-order": "4", "appearances-0-order_note": "Asked to"})

    moved = session.appearances.get(order=4)
    assert (moved.order_note, moved.ordered_by.email) == ("Asked to", "protocol@example.org")
    assert list(html.fromstring(organizer.get(url).content.decode()).xpath("//*[@class='errornote']")) == []
