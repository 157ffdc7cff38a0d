"""Who is compared with which list, what is found, and what becomes of it."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from registrations import screening, seats
from registrations.models import (
    Likeness,
    Method,
    Registration,
    ScreenedField,
    Screening,
    ScreeningList,
    ScreeningMatch,
    ScreeningVerdict,
    Status,
    StatusChange,
)
from tests.builders import make_event, make_organization, make_registration, make_ticket_type, make_user
from tests.registrations.screened import listing, make_list, make_screening_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _no_names_in_memory():
    screening.names_of.cache_clear()


@pytest.fixture
def ticket_type():
    return make_ticket_type(make_screening_event(), capacity=None)


@pytest.fixture
def voronin(ticket_type):
    return make_registration(ticket_type, "Andrei", family_name="Voronin")


def screen():
    return screening.screen_due(now=timezone.now())


def matches(registration):
    return [
        (match.field, match.written, match.listed_as, match.method, match.score)
        for match in ScreeningMatch.objects.filter(registration=registration)
    ]


# --- What is found -------------------------------------------------------------------------


def test_a_match_says_what_is_like_what_and_why(voronin):
    version = make_list()
    screen()
    match = screening.open_matches(voronin).get()
    assert matches(voronin) == [("name", "Andrei Voronin", "Андрей Воронин", "transliterated", 100)]
    assert (match.version, match.listed_name.reference) == (version, "X-1")
    assert match.likeness == Likeness.SAME_IN_LATIN
    assert match.listed_name.remarks == "programs: INVENTED-1"


@pytest.mark.parametrize(
    ("answers", "field", "reference", "method"),
    [
        (
            {"given_name": "A.", "family_name": "V.", "native_name": "Воронин Андрей"},
            "native_name",
            "X-1",
            "exact",
        ),
        ({"given_name": "Anatoljevich Andrei", "family_name": "Voronin"}, "name", "X-1", "exact"),
        ({"organization_name": "Karolan Orbital Trading"}, "organization", "X-2", "exact"),
        ({"organization_name": "カロラン軌道通商"}, "organization", "X-2", "exact"),
        ({"given_name": "Xiaoming", "family_name": "Zhang"}, "name", "X-8", "exact"),
        ({"organization_name": "Khalid Yusuf Al-Masrur"}, "organization", "X-3", "exact"),
        ({"organization_name": "Sea Lantern"}, "organization", "X-4", "exact"),
        ({"native_name": "خالد يوسف المسرور"}, "native_name", "X-3", "exact"),
    ],
)
def test_persons_and_organizations_in_each_script(ticket_type, answers, field, reference, method):
    make_list()
    registration = make_registration(ticket_type, **answers)
    screen()
    found = {(m.field, m.listed_name.reference, m.method) for m in screening.open_matches(registration)}
    assert (field, reference, method) in found


def test_an_organization_is_compared_under_each_name_by_which_it_is_known_here(ticket_type):
    make_list()
    known = make_organization("Karolan Orbital Trading", name_ja="別の名前")
    registration = make_registration(ticket_type, organization=known, organization_name="別の名前")
    screen()
    [match] = screening.open_matches(registration)
    assert match.field == ScreenedField.KNOWN_ORGANIZATION


def test_a_person_is_not_taken_for_an_organization_nor_a_ship(ticket_type):
    make_list()
    make_registration(ticket_type, "Sea", family_name="Lantern")
    make_registration(ticket_type, "Karolan", family_name="Orbital Trading")
    make_registration(ticket_type, organization_name="Sea Lanterns")
    screen()
    assert not ScreeningMatch.objects.exists()


def test_screening_rejects_nobody(ticket_type, voronin):
    make_list()
    changes = StatusChange.objects.count()
    screen()
    voronin.refresh_from_db()
    assert (voronin.status, StatusChange.objects.count()) == (Status.CONFIRMED, changes)


# --- Who is due ----------------------------------------------------------------------------


def test_each_registration_is_compared_once_with_each_version_in_use(voronin):
    make_list()
    make_list(listing("Somebody Else,person"), name="Another list")
    assert (screen(), screen()) == (2, 0)


def test_only_live_registrations_of_coming_events_that_screen_are_compared(ticket_type, voronin):
    make_list()
    seats.cancel(voronin, now=NOW)
    make_registration(make_ticket_type(make_event()), "Andrei", family_name="Voronin")
    past = make_screening_event(starts_at=NOW - dt.timedelta(days=3), ends_at=NOW - dt.timedelta(days=2))
    make_registration(make_ticket_type(past), "Andrei", family_name="Voronin")
    assert screen() == 0
    assert not Screening.objects.exists()


def test_a_changed_answer_is_compared_anew_and_what_was_found_stays_open(voronin):
    make_list()
    screen()
    Registration.objects.filter(pk=voronin.pk).update(
        family_name="Vasiliev", organization_name="Karolan Orbital Trading"
    )
    assert screen() == 1
    assert {match.written for match in screening.open_matches(voronin)} == {
        "Andrei Voronin",
        "Karolan Orbital Trading",
    }


def test_a_change_of_what_is_not_compared_makes_nothing_due(voronin):
    make_list()
    screen()
    Registration.objects.filter(pk=voronin.pk).update(position="Director")
    assert screen() == 0


def test_a_pass_that_is_cut_short_is_gone_on_with(ticket_type, monkeypatch):
    monkeypatch.setattr(screening, "SCREENED_AT_ONCE", 2)
    make_list()
    for _each in range(5):
        make_registration(ticket_type)
    assert [screening.screen_due(now=timezone.now(), seconds=0) for _pass in range(4)] == [2, 2, 1, 0]


def test_those_with_an_open_match_are_found_by_their_adjective(ticket_type, voronin):
    make_list()
    make_registration(ticket_type, "Grace")
    screen()
    assert [*Registration.objects.with_open_match()] == [voronin]
    screening.decide(
        screening.open_matches(voronin).get(),
        ScreeningVerdict.OTHER,
        by=make_user(),
        note="Born in 2001",
        now=NOW,
    )
    assert not Registration.objects.with_open_match().exists()


# --- A new version -------------------------------------------------------------------------


def test_a_new_version_speaks_in_the_place_of_the_old_one(voronin):
    make_list(listing('"Voronin, Andrei",person'))
    screen()
    make_list(listing('"Voronin, Andrei",person', "Somebody New,person"), version="2")
    assert screen() == 1
    old, new = ScreeningMatch.objects.order_by("pk")
    assert (old.version.version, old.is_open, new.version.version, new.is_open) == ("1", False, "2", True)


def test_until_it_has_spoken_the_old_one_does(voronin):
    make_list(listing('"Voronin, Andrei",person'))
    screen()
    make_list(listing("Somebody New,person"), version="2")
    assert screening.open_matches(voronin).count() == 1
    screen()
    assert not screening.open_matches(voronin).exists()
    assert ScreeningMatch.objects.filter(registration=voronin).count() == 1


def test_what_was_decided_of_an_unchanged_entry_need_not_be_decided_again(voronin):
    reviewer = make_user()
    make_list(listing('"Voronin, Andrei",person'))
    screen()
    screening.decide(
        screening.open_matches(voronin).get(),
        ScreeningVerdict.OTHER,
        by=reviewer,
        note="Another birthday",
        now=NOW,
    )
    make_list(listing('"Voronin, Andrei",person', "Somebody New,person"), version="2")
    screen()
    latest = ScreeningMatch.objects.latest("pk")
    assert (latest.version.version, latest.verdict, latest.decided_by, latest.note) == (
        "2",
        ScreeningVerdict.OTHER,
        reviewer,
        "Another birthday",
    )
    make_list(listing('"Voronin, Andrei",organization', '"VORONIN, Andrei",person'), version="3")
    screen()
    assert screening.open_matches(voronin).count() == 1


def test_a_list_without_a_version_in_use_rests(voronin):
    make_list(is_active=False)
    assert screen() == 0


def test_a_worker_that_is_late_writes_nothing_of_a_version_out_of_use(voronin):
    first = make_list(listing('"Voronin, Andrei",person'))
    make_list(listing("Somebody New,person"), version="2")
    assert not screening.screen([voronin], first, now=NOW)
    assert not ScreeningMatch.objects.exists()


def test_a_version_that_results_refer_to_cannot_be_deleted(voronin):
    version = make_list()
    screen()
    with pytest.raises(Exception, match="protected"), transaction.atomic():
        version.delete()
    assert ScreeningMatch.objects.count() == 1


# --- The verdict ---------------------------------------------------------------------------


def test_the_first_of_two_verdicts_stands(voronin):
    make_list()
    screen()
    ada, grace = make_user(), make_user()
    seen_by_ada, seen_by_grace = (screening.open_matches(voronin).get() for _reviewer in range(2))
    screening.decide(seen_by_ada, ScreeningVerdict.SAME, by=ada, note="Passport", now=NOW)
    with pytest.raises(screening.AlreadyDecided):
        screening.decide(seen_by_grace, ScreeningVerdict.OTHER, by=grace, note="No", now=NOW)
    kept = ScreeningMatch.objects.get()
    assert (kept.verdict, kept.decided_by, kept.note) == (ScreeningVerdict.SAME, ada, "Passport")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_find_each_match_once():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    ticket_type = make_ticket_type(make_screening_event(), capacity=None)
    for _each in range(20):
        make_registration(ticket_type, "Andrei", family_name="Voronin")
    make_list()

    def work():
        try:
            screening.screen_due(now=timezone.now())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (ScreeningMatch.objects.count(), Screening.objects.count()) == (20, 20)


# --- Invariants ----------------------------------------------------------------------------


def test_verify_names_what_contradicts_itself(voronin):
    version = make_list()
    other = make_list(listing("Somebody Else,person"), name="Another list")
    screen()
    assert [*screening.breaches()] == []
    version.listed_names.filter(reference="X-8").delete()
    ScreeningList.objects.filter(pk=version.screening_list_id).update(active_version=other)
    ScreeningMatch.objects.update(version=other)
    assert len([*screening.breaches()]) == 3


def test_a_match_is_decided_with_a_verdict_or_not_at_all(voronin):
    make_list()
    screen()
    match = screening.open_matches(voronin).get()
    match.verdict = ScreeningVerdict.SAME
    with pytest.raises(ValidationError):
        match.full_clean()


def test_the_method_of_each_likeness_is_told(ticket_type):
    make_list(listing("Олена Кравчук,person"))
    registration = make_registration(ticket_type, "Olena", family_name="Kravchuk")
    screen()
    assert [match.method for match in screening.open_matches(registration)] == [Method.TRANSLITERATED]
