"""A focal point's page, and the page on which whoever is named confirms."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations import delegations, questions, seats
from registrations.models import Delegation, Registration, TicketType
from speakers.models import Sector
from tests.builders import (
    make_delegation,
    make_event,
    make_named,
    make_organization,
    make_question,
    make_registration,
    make_ticket_type,
)
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db

GRACE = {
    "given_name": "Grace",
    "family_name": "Hopper",
    "email": "grace@example.org",
    "position": "Rear admiral",
    "language": "en",
}


@pytest.fixture
def ticket_type() -> TicketType:
    return make_ticket_type(make_published_event(), needs_review=True)


@pytest.fixture
def delegation(ticket_type) -> Delegation:
    ministry = make_organization("Ministry of Space", sector=Sector.GOVERNMENT, country="JP")
    return make_delegation(ticket_type, organization=ministry, focal_point_name="Joan Clarke")


def address(name: str, delegation: Delegation, *more: int) -> str:
    return reverse(f"registrations:{name}", args=[delegation.token, *more])


def main_of(response) -> str:
    return response.content.decode()


def close(delegation: Delegation) -> None:
    Delegation.objects.filter(pk=delegation.pk).update(closes_at=timezone.now())


def verify_address(registration: Registration) -> str:
    return reverse("registrations:verify", args=[registration.event.slug, registration.token])


def completed(**others: str) -> dict[str, str]:
    form = filled_in(**{"country": "JP"} | others)
    for settled in ("email", "ticket_type", "organization_name", "sector"):
        del form[settled]
    return form


# --- The focal point


def test_a_focal_point_names_somebody_and_sees_that_they_have_not_confirmed(client, delegation):
    response = client.post(address("name_attendee", delegation), GRACE, follow=True)
    page = main_of(response)
    assert "Grace Hopper is named. We have written to grace@example.org" in page
    assert "Has not confirmed yet" in page
    assert "1 of 3 places are filled" in page
    grace = Registration.objects.get()
    assert (grace.delegation, grace.position, grace.status) == (delegation, "Rear admiral", "unverified")


def test_the_page_is_private_and_tells_nobody_where_one_comes_from(client, delegation):
    page = client.get(delegation.get_absolute_url())
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    grace = make_named(delegation)
    for name, more in (
        ("name_attendee", ()),
        ("substitute_attendee", (grace.pk,)),
        ("withdraw_nomination", (grace.pk,)),
    ):
        form = client.get(address(name, delegation, *more))
        assert form.status_code == 200
        assert (form["Cache-Control"], form["Referrer-Policy"]) == ("private, no-store", "same-origin")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"family_name": ""}, "Write the family name."),
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"email": ""}, "Write the e-mail address."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"family_name": "https://evil.example"}, "id_family_name_error"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client, delegation, answer, words):
    response = client.post(address("name_attendee", delegation), GRACE | answer)
    assert response.status_code == 200
    assert words in main_of(response)
    assert not Registration.objects.exists()


def test_an_address_that_is_named_or_registered_already_is_told_beside_the_field(client, delegation):
    make_named(delegation, email="grace@example.org")
    named = client.post(address("name_attendee", delegation), GRACE)
    assert "Somebody with this address has been named already." in main_of(named)
    ada = make_registration(delegation.ticket_type)
    registered = client.post(address("name_attendee", delegation), GRACE | {"email": ada.email})
    assert "Somebody with this address is registered for the event already." in main_of(registered)
    assert Registration.objects.count() == 2


def test_the_domains_of_the_ticket_type_hold_for_whoever_is_named(client, delegation):
    TicketType.objects.update(email_domains=["go.jp"])
    response = client.post(address("name_attendee", delegation), GRACE)
    assert "This ticket type needs an e-mail address at go.jp." in main_of(response)


def test_when_all_places_are_taken_no_form_is_shown_and_none_is_taken(client, delegation):
    for _place in range(3):
        make_named(delegation)
    page = main_of(client.get(delegation.get_absolute_url()))
    assert "All places are filled." in page
    assert address("name_attendee", delegation) not in page
    response = client.post(address("name_attendee", delegation), GRACE)
    assert response.status_code == 409
    assert "Nothing was changed" in main_of(response)
    assert Registration.objects.count() == 3


def test_somebody_is_substituted_and_the_list_keeps_who_it_was(client, delegation):
    ada = make_named(delegation, "Ada")
    url = address("substitute_attendee", delegation, ada.pk)
    assert f"Who comes instead of {ada.name}?" in main_of(client.get(url))
    page = main_of(client.post(url, GRACE, follow=True))
    assert f"Comes instead of {ada.name}" in page
    assert "Grace Hopper comes instead." in page
    assert "1 of 3 places are filled" in page
    assert client.post(url, GRACE | {"email": "joan@example.org"}).status_code == 409
    assert Registration.objects.count() == 2


def test_a_nomination_is_withdrawn_after_one_more_question(client, delegation):
    ada = make_named(delegation, "Ada")
    url = address("withdraw_nomination", delegation, ada.pk)
    assert "Withdraw the nomination of Ada" in main_of(client.get(url))
    assert Registration.objects.get().status == "unverified"
    page = main_of(client.post(url, follow=True))
    assert "Withdrawn by you" in page
    assert "0 of 3 places are filled" in page
    assert client.post(url).status_code == 409


def test_after_naming_has_ended_the_list_can_only_be_read(client, delegation):
    ada = make_named(delegation, "Ada")
    close(delegation)
    page = main_of(client.get(delegation.get_absolute_url()))
    assert "Naming has ended" in page
    assert ada.name in page
    for name, more in (
        ("name_attendee", ()),
        ("substitute_attendee", (ada.pk,)),
        ("withdraw_nomination", (ada.pk,)),
    ):
        url = address(name, delegation, *more)
        assert url not in page
        assert client.post(url, GRACE).status_code == 409
    assert Registration.objects.get().status == "unverified"


def test_an_unknown_link_a_revoked_one_and_somebody_elses_people_do_not_exist(client, delegation):
    ada = make_named(delegation)
    other = make_delegation(delegation.ticket_type)
    unpublished = make_delegation(make_ticket_type(make_event()))
    revoked = make_delegation(delegation.ticket_type)
    delegations.revoke(revoked, now=timezone.now(), by=None)
    for token in ("unknown", unpublished.token, revoked.token):
        for name in ("delegation", "name_attendee", "focal_point_data"):
            assert client.get(reverse(f"registrations:{name}", args=[token])).status_code == 404
    for name in ("substitute_attendee", "withdraw_nomination"):
        assert client.post(address(name, other, ada.pk), GRACE).status_code == 404
        assert client.get(address(name, delegation, 10**9)).status_code == 404


def test_the_focal_point_reads_states_and_never_answers_reasons_or_personal_links(client, delegation):
    ticket_type = delegation.ticket_type
    question = make_question(ticket_type.event)
    ada, grace, joan = (make_named(delegation, name) for name in ("Ada", "Grace", "Joan"))
    now = timezone.now()
    for one in (ada, grace, joan):
        given = questions.Given([question], {question.pk: "Allergic to nuts"})
        delegations.confirm(one, now=now, given=given, country="JP")
    seats.approve(grace, now=now, by=None, reason="Known to the embassy")
    seats.decline(joan, now=now, by=None, reason="On the list")
    page = main_of(client.get(delegation.get_absolute_url()))
    for words in ("Under review", "Confirmed", "Not admitted", "Their place became free."):
        assert words in page
    for secret in ("Allergic", "embassy", "On the list", ada.token, ada.ticket_code):
        assert secret not in page


def test_three_named_cost_no_more_queries_than_one(client, delegation):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(delegation.get_absolute_url()).status_code == 200
        return len(queries)

    make_named(delegation)
    count()  # What is kept in memory is there from now on.
    of_one = count()
    make_named(delegation)
    delegations.substitute(make_named(delegation), now=timezone.now(), **GRACE)
    assert count() == of_one


def test_a_focal_point_takes_their_data_as_a_file(client, delegation):
    response = client.get(address("focal_point_data", delegation))
    assert response.json()["name"] == "Joan Clarke"
    assert response["Cache-Control"] == "private, no-store"


# --- Whoever is named


def test_whoever_is_named_confirms_completes_and_is_registered(client, delegation):
    question = make_question(delegation.event, is_required=True)
    ada = make_named(delegation, "Ada")
    page = main_of(client.get(verify_address(ada)))
    assert "Joan Clarke has named you for the delegation of Ministry of Space." in page
    gaps = client.post(verify_address(ada), completed())
    assert gaps.status_code == 200
    assert Registration.objects.get().status == "unverified"
    response = client.post(
        verify_address(ada),
        completed(position="Ambassador", **{question.key: "By train"})
        | {"organization_name": "Evil", "sector": "press"},
    )
    ada.refresh_from_db()
    assert response.url == ada.get_absolute_url()
    assert (ada.status, ada.position) == ("under_review", "Ambassador")
    assert (ada.organization, ada.organization_name, ada.sector) == (
        delegation.organization,
        "Ministry of Space",
        "government",
    )
    assert questions.answers_to(ada, [question]) == {question.pk: "By train"}
    assert client.get(verify_address(ada)).url == ada.get_absolute_url()


def test_whoever_is_named_says_that_they_do_not_come(client, delegation):
    ada = make_named(delegation, "Ada")
    page = client.post(verify_address(ada), {"decline": "1"}, follow=True)
    assert "Your organization can name somebody else." in main_of(page)
    assert Registration.objects.get().status == "cancelled"
    assert "Does not come" in main_of(client.get(delegation.get_absolute_url()))


def test_a_link_of_somebody_who_was_substituted_leads_to_what_became_of_it(client, delegation):
    ada = make_named(delegation, "Ada")
    delegations.substitute(ada, now=timezone.now(), **GRACE)
    response = client.post(verify_address(ada), completed(), follow=True)
    assert "Your registration is cancelled." in main_of(response)


def test_a_link_that_is_too_late_says_so(client, delegation):
    ada = make_named(delegation, "Ada")
    Registration.objects.update(registered_at=timezone.now() - dt.timedelta(days=3))
    close(delegation)
    response = client.post(verify_address(ada), completed())
    assert response.status_code == 404
    assert "The time to confirm is over" in main_of(response)
    assert Registration.objects.get().status == "unverified"


def test_whoever_registered_meanwhile_is_led_to_that_registration(client, delegation):
    ada = make_named(delegation, "Ada")
    other = make_registration(delegation.ticket_type, email=ada.email)
    assert client.post(verify_address(ada), completed()).url == other.get_absolute_url()


def test_the_organization_stays_when_details_are_changed(client, delegation):
    make_organization("Ministry of Space", country="FR")
    ada = make_named(delegation, "Ada")
    client.post(verify_address(ada), completed())
    url = reverse("registrations:change", args=[ada.token])
    client.post(url, completed(position="Envoy") | {"organization_name": "Evil"})
    ada.refresh_from_db()
    assert (ada.position, ada.organization, ada.organization_name) == (
        "Envoy",
        delegation.organization,
        "Ministry of Space",
    )


def test_forms_from_elsewhere_are_refused(delegation):
    strict = Client(enforce_csrf_checks=True)
    ada = make_named(delegation)
    for url in (
        address("name_attendee", delegation),
        address("withdraw_nomination", delegation, ada.pk),
        verify_address(ada),
    ):
        assert strict.post(url, GRACE).status_code == 403
    assert Registration.objects.get().status == "unverified"
