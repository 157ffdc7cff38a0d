"""A registration moves to another address: by a code from a mail there, all at once, and judged anew."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from registrations import address_changes, lost_links, personal_data, recount, review, seats
from registrations.models import AddressChange, AddressMail, AnswerChange, Erasure, Registration
from tests.builders import make_lane, make_registration, make_rule, make_ticket_type, make_user
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
CODE, LEFT, ARRIVED = AddressMail.Kind.CODE, AddressMail.Kind.LEFT, AddressMail.Kind.ARRIVED


@pytest.fixture
def event():
    return make_published_event()


@pytest.fixture
def ada(event):
    return make_registration(make_ticket_type(event), "Ada", email="ada@old.example")


@pytest.fixture(autouse=True)
def _every_invariant_holds():
    yield
    assert list(review.breaches(now=NOW)) == []
    assert list(recount.breaches(now=NOW)) == []


def ask(registration, email="ada@new.example", *, now=NOW):
    address_changes.ask(registration, email, now=now)
    return address_changes.code_of(registration.address_changes.last())


def move(registration, email="ada@new.example"):
    address_changes.confirm(registration, ask(registration, email), now=NOW)
    return registration


def mails():
    return [(mail.kind, mail.email) for mail in AddressMail.objects.all()]


def as_it_was(registration):
    kept = Registration.objects.get(pk=registration.pk)
    return (kept.email, kept.token) == (registration.email, registration.token)


def test_asking_changes_nothing_and_owes_a_code_to_the_new_address(ada):
    ask(ada)
    assert as_it_was(ada)
    assert mails() == [(CODE, "ada@new.example")]


def test_the_code_moves_address_and_link_keeps_the_ticket_and_tells_both(ada):
    token, ticket_code = ada.token, ada.ticket_code
    move(ada)
    kept = Registration.objects.get(pk=ada.pk)
    assert (kept.email, kept.status, kept.ticket_code) == ("ada@new.example", "confirmed", ticket_code)
    assert kept.token not in {token, ""}
    assert mails()[1:] == [(LEFT, "ada@old.example"), (ARRIVED, "ada@new.example")]
    assert list(AnswerChange.objects.values_list("field", "old_value", "new_value")) == [
        ("email", "ada@old.example", "ada@new.example")
    ]


def test_a_wrong_code_changes_nothing_and_five_of_them_end_it(ada):
    code = ask(ada)
    for _attempt in range(5):
        with pytest.raises(address_changes.WrongCode):
            address_changes.confirm(ada, "00000000", now=NOW)
    with pytest.raises(address_changes.TooManyCodes):
        address_changes.confirm(ada, code, now=NOW)
    assert as_it_was(ada)
    move(ada, "ada@newer.example")
    assert ada.email == "ada@newer.example"


def test_a_code_serves_once_for_its_own_registration_and_two_days_at_most(ada, event):
    grace = make_registration(ada.ticket_type, "Grace")
    code = ask(ada)
    ask(grace, "grace@new.example")
    for registration, now in ((grace, NOW), (ada, NOW + address_changes.HOLDS_FOR)):
        with pytest.raises(address_changes.WrongCode):
            address_changes.confirm(registration, code, now=now)
    address_changes.confirm(ada, code, now=NOW)
    with pytest.raises(address_changes.WrongCode):
        address_changes.confirm(ada, code, now=NOW)


def test_only_what_was_asked_for_last_counts(ada):
    former = ask(ada, "ada@typo.example")
    ask(ada)
    with pytest.raises(address_changes.WrongCode):
        address_changes.confirm(ada, former, now=NOW)


def test_three_an_hour_can_be_asked_for(ada):
    for _time in range(3):
        ask(ada)
    with pytest.raises(address_changes.AskedTooOften):
        ask(ada)
    ask(ada, now=NOW + dt.timedelta(hours=1))


def test_an_address_gets_three_mails_an_hour_whoever_asks(event):
    ticket_type = make_ticket_type(event)
    for number in range(4):
        ask(make_registration(ticket_type, f"Guest{number}"), "victim@elsewhere.example")
    assert mails() == [(CODE, "victim@elsewhere.example")] * 3


def test_an_address_with_a_registration_of_its_own_is_refused_after_the_code_only(ada):
    make_registration(ada.ticket_type, "Grace", email="grace@new.example")
    code = ask(ada, "grace@new.example")
    with pytest.raises(address_changes.CannotChange, match="a registration of its own"):
        address_changes.confirm(ada, code, now=NOW)
    assert as_it_was(ada)
    assert not AnswerChange.objects.exists()
    assert mails() == [(CODE, "grace@new.example")]


def test_one_that_has_ended_meanwhile_stays_as_it_is(ada):
    code = ask(ada)
    seats.cancel(ada, now=NOW)
    with pytest.raises(address_changes.CannotChange, match="has ended"):
        address_changes.confirm(ada, code, now=NOW)
    assert as_it_was(ada)


def test_a_ticket_type_for_domains_refuses_others_also_when_that_was_set_meanwhile(ada, event):
    code = ask(ada)
    ada.ticket_type.email_domains = ["old.example"]
    ada.ticket_type.save()
    assert "needs an e-mail address at old.example" in address_changes.refusal(ada, "ada@new.example")
    assert address_changes.refusal(ada, "ada2@old.example") == ""
    with pytest.raises(address_changes.CannotChange, match=r"old\.example"):
        address_changes.confirm(ada, code, now=NOW)
    assert as_it_was(ada)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_to_one_address_at_the_same_moment_one_does():
    ticket_type = make_ticket_type(make_published_event())
    two = [make_registration(ticket_type, name) for name in ("Ada", "Grace")]
    codes = [ask(registration, "shared@new.example") for registration in two]
    start, refused = threading.Barrier(2), []

    def work(registration, code):
        start.wait()
        try:
            address_changes.confirm(registration, code, now=NOW)
        except address_changes.CannotChange as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=each) for each in zip(two, codes, strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(refused) == 1
    assert Registration.objects.filter(email="shared@new.example").count() == 1
    assert AddressMail.objects.filter(kind=ARRIVED).count() == 1


# --- What was decided by the address


@pytest.fixture
def official(event):
    """Let in by the rule for ministries, through a lane that does not see addresses."""
    lane = make_lane(event, "Security", make_user(), shown_fields=["sector"])
    make_rule(event, "approve", lanes=[lane], domains="go.jp")
    ticket_type = make_ticket_type(event, needs_review=True)
    registration = make_registration(ticket_type, "Naomi", email="naomi@meti.go.jp")
    assert registration.status == "confirmed"
    return registration


def test_whom_a_rule_let_in_for_the_domain_goes_back_to_review_with_another(official):
    assert move(official, "naomi@consulting.example").status == "under_review"
    assert [each.state for each in official.lane_reviews.all()] == ["open"]


def test_an_address_with_a_tag_is_not_believed_either(official):
    assert move(official, "naomi+2@meti.go.jp").status == "under_review"


def test_whom_the_rule_would_let_in_anew_stays_confirmed(official):
    assert move(official, "naomi@mofa.go.jp").status == "confirmed"
    assert official.status_changes.filter(from_status="confirmed").count() == 0


def test_a_rule_that_routes_by_domain_brings_a_confirmed_one_before_its_lane(ada, event):
    lane = make_lane(event, "Ethics", make_user(), is_by_rule_only=True)
    make_rule(event, "route", lanes=[lane], domains="new.example")
    assert move(ada).status == "under_review"
    assert [each.lane for each in ada.lane_reviews.all()] == [lane]


# --- The pages


def address(registration):
    return reverse("registrations:change_address", args=[registration.token])


def test_the_page_asks_for_the_address_then_for_the_code_and_leads_to_the_new_page(client, ada):
    former = ada.get_absolute_url()
    asked = client.post(address(ada), {"email": "Ada@New.example"}, follow=True)
    assert "We are sending a code to <strong>ada@new.example</strong>." in asked.content.decode()
    code = address_changes.code_of(AddressChange.objects.get())
    done = client.post(address(ada), {"code": f"{code[:4]} {code[4:]}"}, follow=True)
    assert "Your e-mail address is now ada@new.example." in done.content.decode()
    assert client.get(former).status_code == 404


def test_a_registered_address_is_answered_like_any_other(client, ada):
    make_registration(ada.ticket_type, "Grace", email="grace@new.example")

    def answer(email):
        response = client.post(address(ada), {"email": email})
        page = client.get(response.url).content.decode()
        return response.status_code, page.replace(email, "ADDRESS").partition("csrfmiddlewaretoken")[0]

    assert answer("grace@new.example") == answer("nobody@new.example")


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Write the new e-mail address."),
        ("ada@", "This is not an e-mail address."),
        ("ADA@old.example", "This is the address with which you are registered."),
    ],
)
def test_what_cannot_be_asked_for_is_said_beside_the_field(client, ada, email, said):
    assert said in client.post(address(ada), {"email": email}).content.decode()
    assert not AddressChange.objects.exists()


@pytest.mark.parametrize("code", ["", "x", "1" * 40, "00000000"])
def test_a_code_that_is_wrong_is_said_beside_the_field(client, ada, code):
    ask(ada)
    response = client.post(address(ada), {"code": code})
    assert response.status_code == 200
    assert response.context["code_form"].errors
    assert as_it_was(ada)


def test_after_the_time_for_corrections_nothing_can_be_asked_for(client, ada, event):
    event.corrections_close_at = NOW - dt.timedelta(minutes=1)
    event.save()
    assert client.post(address(ada), {"email": "ada@new.example"}).status_code == 409
    assert not AddressChange.objects.exists()


# --- What is kept


def test_what_was_asked_is_in_the_attendees_file_and_erased_with_the_rest(ada):
    ask(ada)
    (told,) = personal_data.as_document(ada)["address_changes"]
    assert told["to"] == "ada@new.example"
    personal_data.ask_to_erase(ada, now=NOW)
    personal_data.erase_due(now=Erasure.objects.get().due_at)
    assert not AddressChange.objects.exists()


def test_it_is_forgotten_after_a_week_once_its_mails_are_planned(ada):
    ask(ada)
    later = NOW + address_changes.KEPT_FOR
    address_changes.forget(now=later)
    assert AddressChange.objects.count() == 1
    AddressMail.objects.update(is_announced=True)
    address_changes.forget(now=later)
    assert not AddressChange.objects.exists()


def test_the_lost_link_is_found_by_the_new_address_alone(ada, event):
    move(ada)
    for email in ("ada@old.example", "ada@new.example"):
        lost_links.ask(event, email, now=NOW)
    assert [lost_links.registration_of(lost) for lost in event.lost_links.all()] == [None, ada]
