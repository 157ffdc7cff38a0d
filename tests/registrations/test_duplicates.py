"""Which registrations look like one person's, and what merging two of them does."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import ROLE_ACTIONS, Action, Role
from registrations import answer_recount, duplicates, questions, recount, review, seats
from registrations.duplicates import CannotMerge, Sign
from registrations.models import (
    Answer,
    AnswerFile,
    PairDecision,
    Registration,
    SensitiveAnswer,
    SensitiveReading,
    Status,
    TicketType,
)
from tests.builders import (
    make_event,
    make_lane,
    make_question,
    make_registration,
    make_ticket_type,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def ticket_type():
    return make_ticket_type(capacity=None)


@pytest.fixture
def reviewer(ticket_type):
    return make_user(role=Role.REVIEWER, event=ticket_type.event, name="Rei Reviewer")


def person(ticket_type, name, email="", **fields):
    given, family = name.split()
    fields |= {"email": email} if email else {}
    return make_registration(ticket_type, given, family_name=family, **fields)


def found(ticket_type):
    return [(pair.first, pair.second, pair.signs) for pair in duplicates.likely(ticket_type.event)]


def merge(kept, ended, *, by, taken=()):
    duplicates.merge(kept, ended, taken=taken, by=by, note="Same passport", now=NOW)


# --- What looks alike ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada.lovelace@example.org", "adalovelace@example.org"),
        ("ada@example.org", "ada+forum@example.org"),
        ("ada@example.org", "ada@mail.example.org"),
    ],
)
def test_variants_of_one_address(ticket_type, one, other):
    first = person(ticket_type, "Ada Lovelace", one)
    second = person(ticket_type, "A. King", other, organization_name="Engines")
    assert found(ticket_type) == [(first, second, (Sign.SAME_ADDRESS,))]


@pytest.mark.parametrize(
    "other",
    [
        {"given_name": "Lovelace", "family_name": "Ada"},
        {"given_name": "ADA", "family_name": "LOVELACE"},
        {"given_name": "A", "family_name": "L", "native_name": "Ada Lovelace"},
    ],
)
def test_the_same_name_in_any_order_and_field(ticket_type, other):
    first = person(ticket_type, "Ada Lovelace")
    second = make_registration(ticket_type, **{"organization_name": "Engines"} | other)
    assert found(ticket_type) == [(first, second, (Sign.SAME_NAME,))]


def test_the_same_name_in_another_script(ticket_type):
    first = make_registration(ticket_type, "Olena", family_name="Kravchuk", organization_name="Engines")
    second = make_registration(ticket_type, "О", family_name="К", native_name="Олена Кравчук")
    assert found(ticket_type) == [(first, second, (Sign.SAME_NAME,))]


def test_names_spelled_alike_count_among_colleagues_only(ticket_type):
    first = person(ticket_type, "Nicholas Goche", organization_name="Engines Ltd.")
    second = person(ticket_type, "Nicholas Gohce", organization_name="ENGINES")
    person(ticket_type, "Nicholas Gocher", organization_name="Somewhere Else")
    assert found(ticket_type) == [(first, second, (Sign.LIKE_NAME, Sign.SAME_ORGANIZATION))]


def test_others_are_no_pair(ticket_type):
    person(ticket_type, "Ada Lovelace", "info@one.example")
    person(ticket_type, "Grace Hopper", "info@two.example")
    first = person(ticket_type, "Jean Bartik", "jean@example.org")
    seats.cancel(first, now=NOW)
    person(ticket_type, "Jean Bartik", "jean@example.org")
    make_registration(make_ticket_type(), "Ada", family_name="Lovelace")
    assert found(ticket_type) == []


def test_the_likest_pair_comes_first(ticket_type):
    person(ticket_type, "Ada Lovelace", organization_name="One")
    person(ticket_type, "Ada Lovelace", organization_name="Two")
    grace = person(ticket_type, "Grace Hopper", "g.hopper@example.org")
    again = person(ticket_type, "Grace Hopper", "ghopper@example.org")
    assert found(ticket_type)[0][:2] == (grace, again)


# --- Merging -------------------------------------------------------------------------------


def test_merging_keeps_one_ticket_frees_one_seat_and_links_both_histories(reviewer):
    ticket_type = make_ticket_type(reviewer.staff_roles.get().event, capacity=2)
    kept, ended = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    waiting = person(ticket_type, "Grace Hopper")
    merge(kept, ended, by=reviewer)
    for registration in (kept, ended, waiting):
        registration.refresh_from_db()
    assert (kept.status, ended.status, waiting.status) == (
        Status.CONFIRMED,
        Status.CANCELLED,
        Status.CONFIRMED,
    )
    assert TicketType.objects.get(pk=ticket_type.pk).seats_taken == 2
    assert ended.status_changes.latest("pk").reason == duplicates.MERGED
    assert ended.status_changes.latest("pk").changed_by == reviewer
    for registration in (kept, ended):
        assert [(merged.kept, merged.ended) for merged in duplicates.merges_of(registration)] == [
            (kept, ended)
        ]
    assert [*recount.breaches(now=NOW), *duplicates.breaches()] == []
    assert found(ticket_type) == []


def test_chosen_answers_are_taken_over_with_a_trace(ticket_type, reviewer):
    kept = person(ticket_type, "Ada Lovelace", "ada@example.org", position="Engineer")
    ended = person(ticket_type, "Ada King", "ada@king.example", position="Director", organization_name="King")
    ticket_code = kept.ticket_code
    merge(kept, ended, by=reviewer, taken=["family_name", "email", "organization_name"])
    kept.refresh_from_db()
    assert (kept.family_name, kept.email, kept.organization_name) == ("King", "ada@king.example", "King")
    assert (kept.position, kept.ticket_code) == ("Engineer", ticket_code)
    changed = {change.field: (change.old_value, change.new_value) for change in kept.answer_changes.all()}
    assert changed["family_name"] == ("Lovelace", "King")
    assert PairDecision.objects.get().taken == ["family_name", "email", "organization_name"]


def answer(registration, question, value):
    table = SensitiveAnswer if question.is_sensitive else Answer
    return table.objects.create(registration=registration, question=question, value=value)


def answered(registration, *asked):
    return [questions.answers_to(registration, [question]).get(question.pk) for question in asked]


def test_what_the_kept_one_has_not_answered_is_taken_over_and_the_rest_as_chosen(ticket_type, reviewer):
    kept, ended = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    event = ticket_type.event
    meal, hotel, arrival = (make_question(event, text_en=text) for text in ("Meal?", "Hotel?", "Arrival?"))
    passport = make_question(event, is_sensitive=True, text_en="Passport?")
    for question in (meal, hotel):
        answer(kept, question, "kept")
    for question in (meal, hotel, arrival, passport):
        answer(ended, question, "ended")
    merge(kept, ended, by=reviewer, taken=[hotel.key])
    assert answered(kept, meal, hotel, arrival, passport) == ["kept", "ended", "ended", "ended"]
    assert PairDecision.objects.get().taken == [hotel.key, arrival.key, passport.key]
    assert {change.field for change in kept.answer_changes.all()} == {hotel.key, arrival.key, passport.key}


def test_nothing_is_taken_over_that_the_kept_one_is_not_asked(ticket_type, reviewer):
    other_type = make_ticket_type(ticket_type.event, capacity=None)
    kept, ended = person(ticket_type, "Ada Lovelace"), person(other_type, "Ada Lovelace")
    question = make_question(ticket_type.event, ticket_types=[other_type])
    answer(ended, question, "Only for the other ticket type")
    merge(kept, ended, by=reviewer)
    assert answered(kept, question) == [None]


def test_a_file_goes_along_with_the_answer_that_names_it(ticket_type, reviewer, settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    kept, ended = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    question = make_question(ticket_type.event, "file")
    file = AnswerFile.objects.create(
        question=question,
        registration=ended,
        name="a.pdf",
        type="pdf",
        size=4,
        file=ContentFile(b"%PDF", name="a.pdf"),
        uploaded_at=NOW,
    )
    answer(ended, question, file.code)
    merge(kept, ended, by=reviewer)
    file.refresh_from_db()
    assert (file.registration, answered(kept, question)) == (kept, [file.code])
    assert list(answer_recount.breaches(now=NOW)) == []


def test_an_answer_taken_over_by_which_a_lane_decides_is_reviewed_anew(ticket_type, reviewer):
    ticket_type.needs_review = True
    ticket_type.save()
    question = make_question(ticket_type.event)
    lane = make_lane(ticket_type.event, "Security", reviewer, shown_fields=[question.key])
    kept, ended = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    review.decide(kept.lane_reviews.get(lane=lane), "approve", by=reviewer, now=NOW)
    answer(ended, question, "New")
    kept.refresh_from_db()
    merge(kept, ended, by=reviewer)
    kept.refresh_from_db()
    assert kept.status == "under_review"


def test_a_seat_is_not_given_away_for_a_place_on_the_waiting_list(reviewer):
    ticket_type = make_ticket_type(reviewer.staff_roles.get().event, capacity=1)
    seated, waiting = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    with pytest.raises(CannotMerge):
        merge(waiting, seated, by=reviewer)
    seated.refresh_from_db()
    assert (seated.status, PairDecision.objects.count()) == (Status.CONFIRMED, 0)
    merge(seated, waiting, by=reviewer)


def test_one_that_has_ended_cannot_be_merged(ticket_type, reviewer):
    kept, ended = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    seats.cancel(Registration.objects.get(pk=ended.pk), now=NOW)
    with pytest.raises(CannotMerge):
        merge(kept, ended, by=reviewer)
    assert not PairDecision.objects.exists()


def test_different_people_are_remembered(ticket_type, reviewer):
    first, second = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    duplicates.differ(second, first, by=reviewer, note="Mother and daughter", now=NOW)
    assert found(ticket_type) == []
    with pytest.raises(CannotMerge):
        merge(first, second, by=reviewer)
    assert Registration.objects.live().count() == 2


def test_verify_names_a_merged_registration_that_lives(ticket_type, reviewer):
    kept, ended = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    PairDecision.objects.create(
        first=kept, second=ended, kept=kept, verdict="merged", decided_at=NOW, decided_by=reviewer
    )
    assert len([*duplicates.breaches()]) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_the_same_time_in_opposite_directions_one_happens():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    event = make_event()
    by = make_user()
    one = person(make_ticket_type(event), "Ada Lovelace")
    other = person(make_ticket_type(event), "Ada Lovelace")
    refused = []

    def work(kept_pk, ended_pk):
        kept, ended = (Registration.objects.get(pk=pk) for pk in (kept_pk, ended_pk))
        try:
            merge(kept, ended, by=by)
        except CannotMerge as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=pks) for pks in ((one.pk, other.pk), (other.pk, one.pk))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (len(refused), Registration.objects.live().count()) == (1, 1)
    assert [*recount.breaches(now=NOW), *duplicates.breaches()] == []


# --- At the desk ---------------------------------------------------------------------------


def addresses(first, second):
    slug = first.event.slug
    return [
        reverse("registrations:duplicates", args=[slug]),
        reverse("registrations:duplicate", args=[slug, first.pk, second.pk]),
    ]


@pytest.fixture
def two(ticket_type):
    return person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace", position="Director")


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_the_table_of_roles_allows(role, two, sign_in):
    client = sign_in(make_user(role=role, event=two[0].event))
    expected = 200 if Action.MERGE_REGISTRATIONS in ROLE_ACTIONS[role] else 404
    assert [client.get(address).status_code for address in addresses(*two)] == [expected, expected]


def test_what_belongs_to_another_event_does_not_exist(two, sign_in):
    other = make_event()
    owner = sign_in(make_user(role=Role.OWNER, event=other))
    assert [owner.get(address).status_code for address in addresses(*two)] == [404, 404]
    stranger = make_registration(make_ticket_type(other))
    address = reverse("registrations:duplicate", args=[other.slug, two[0].pk, stranger.pk])
    assert owner.post(address, {"merge": "1"}).status_code == 404
    twice = reverse("registrations:duplicate", args=[other.slug, stranger.pk, stranger.pk])
    assert owner.get(twice).status_code == 404


def test_staff_choose_which_is_kept_and_whose_answers(two, reviewer, sign_in):
    first, second = two
    client = sign_in(reviewer)
    page = addresses(first, second)[1]
    posted = {"kept": first.pk, "position": second.pk, "email": first.pk, "merge": "1"}
    refused = client.post(page, posted)
    assert "Write what tells, in a few words." in refused.content.decode()
    assert client.post(page, posted | {"kept": "7777", "note": "x"}).status_code == 200
    assert Registration.objects.live().count() == 2
    client.post(page, posted | {"note": "Same passport"})
    first.refresh_from_db()
    assert (first.position, Registration.objects.live().get()) == ("Director", first)
    for registration in two:
        desk = reverse("registrations:attendee", args=[first.event.slug, registration.pk])
        assert "Same passport" in client.get(desk).content.decode()
    assert client.post(page, posted | {"note": "Again"}).status_code == 200
    assert PairDecision.objects.get().note == "Same passport"


def test_staff_choose_between_answers_that_differ(two, reviewer, sign_in):
    first, second = two
    meal = make_question(first.event, text_en="Meal?")
    for registration, value in zip(two, ("Fish", "Rice"), strict=True):
        answer(registration, meal, value)
    client, page = sign_in(reviewer), addresses(first, second)[1]
    shown = client.get(page).content.decode()
    assert all(words in shown for words in ("Meal?", "Fish", "Rice"))
    posted = {"kept": first.pk, "position": first.pk, "email": first.pk, "note": "x", "merge": "1"}
    client.post(page, posted | {meal.key: second.pk})
    assert answered(first, meal) == ["Rice"]


@pytest.mark.parametrize("may_see", [True, False])
def test_sensitive_answers_are_shown_to_who_may_see_them_and_leave_a_trace(may_see, two, reviewer, sign_in):
    if may_see:
        reviewer.staff_roles.create(role=Role.SENSITIVE, event=two[0].event)
    passport = make_question(two[0].event, is_sensitive=True, text_en="Passport?")
    answer(two[1], passport, "TR 123")
    page = sign_in(reviewer).get(addresses(*two)[1]).content.decode()
    assert (("Passport?" in page), ("TR 123" in page)) == (may_see, may_see)
    traces = [(trace.registration, trace.read_on) for trace in SensitiveReading.objects.all()]
    assert traces == ([(two[1], "pair")] if may_see else [])


def test_a_refusal_stands_above_the_form(reviewer, sign_in):
    ticket_type = make_ticket_type(reviewer.staff_roles.get().event, capacity=1)
    seated, waiting = person(ticket_type, "Ada Lovelace"), person(ticket_type, "Ada Lovelace")
    answer = sign_in(reviewer).post(
        addresses(seated, waiting)[1],
        {"kept": waiting.pk, "email": waiting.pk, "note": "x", "merge": "1"},
    )
    assert "Keep the one that holds a seat" in answer.content.decode()


def test_many_pairs_take_as_many_queries_as_one(two, reviewer, sign_in):
    client = sign_in(reviewer)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(addresses(*two)[0])
        return len(captured)

    queries()
    with_one = queries()
    for _each in range(2):
        person(two[0].ticket_type, "Ada Lovelace")
    assert len(found(two[0].ticket_type)) == 6
    assert queries() == with_one
    assert with_one <= 8
