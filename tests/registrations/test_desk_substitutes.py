"""Where staff read of somebody's delegation, and whom they substitute: at the desk, in lanes, in exports."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from registrations import delegations, review
from registrations.models import Delegation, Export, Registration, ReviewField, Verdict
from speakers.models import Sector
from tests.builders import (
    make_delegation,
    make_lane,
    make_named,
    make_organization,
    make_registration,
    make_ticket_type,
    make_user,
)
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db

NOW = timezone.now()
GRACE = {"email": "grace@example.org", "given_name": "Grace", "family_name": "Hopper", "language": "en"}


@pytest.fixture
def event():
    return make_published_event()


@pytest.fixture
def ministry():
    return make_organization("Ministry of Space", sector=Sector.GOVERNMENT, country="JP")


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event)


@pytest.fixture
def delegation(ticket_type, ministry) -> Delegation:
    return make_delegation(ticket_type, organization=ministry)


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def substituted(delegation: Delegation) -> tuple[Registration, Registration]:
    """Ada, who had confirmed, and Grace, who has confirmed to come instead of her."""
    ada = make_named(delegation, "Ada")
    delegations.confirm(ada, now=NOW, country="JP")
    grace = delegations.substitute(ada, now=NOW, **GRACE)
    delegations.confirm(grace, now=NOW, country="JP")
    ada.refresh_from_db()
    return ada, grace


def test_an_attendees_page_tells_by_whom_they_were_named_and_instead_of_whom(
    organizer, event, delegation, sign_in
):
    ada, grace = substituted(delegation)
    its_page = reverse("registrations:desk_delegation", args=[event.slug, delegation.pk])

    def shown(client, registration) -> str:
        return client.get(
            reverse("registrations:attendee", args=[event.slug, registration.pk])
        ).content.decode()

    assert "Comes instead of" in shown(organizer, grace)
    assert f'href="{reverse("registrations:attendee", args=[event.slug, ada.pk])}"' in shown(organizer, grace)
    assert "Substituted by" in shown(organizer, ada)
    assert its_page in shown(organizer, ada)
    viewer = sign_in(make_user(role=Role.VIEWER, event=event))
    assert "Named by the delegation" in shown(viewer, ada)
    assert its_page not in shown(viewer, ada)


def test_an_attendee_whom_nobody_named_costs_no_more(organizer, event, ticket_type):
    registration = make_registration(ticket_type)
    body = organizer.get(reverse("registrations:attendee", args=[event.slug, registration.pk])).content
    assert "Named by" not in body.decode()


def test_a_lane_sees_that_somebody_is_a_substitute_and_decides_anew(event, ministry, sign_in):
    reviewer = make_user(role=Role.LANE_REVIEWER, event=event)
    lane = make_lane(event, "Security", reviewer, shown_fields=[ReviewField.POSITION])
    ticket_type = make_ticket_type(event, needs_review=True)
    lane.ticket_types.set([ticket_type])
    delegation = make_delegation(ticket_type, organization=ministry)
    ada = make_named(delegation, "Ada")
    delegations.confirm(ada, now=NOW, country="JP")
    review.decide(ada.lane_reviews.get(lane=lane), Verdict.APPROVE, by=reviewer, now=NOW)
    ada.refresh_from_db()
    grace = delegations.substitute(ada, now=NOW, **GRACE)
    delegations.confirm(grace, now=NOW, country="JP")
    url = reverse("registrations:lane_review", args=[event.slug, lane.pk, grace.pk])
    body = sign_in(reviewer).get(url).content.decode()
    assert "A substitute: named by an organization" in body
    assert "Ada" not in body
    assert "Ministry of Space" not in body


def test_an_export_tells_the_delegation_and_who_is_substituted(organizer, event, delegation):
    ada, grace = substituted(delegation)
    url = reverse("registrations:export", args=[event.slug])
    answer = organizer.post(url, {"format": "csv", "purpose": "Seating"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    told = {row["E-mail address"]: row for row in csv.DictReader(io.StringIO(text))}
    assert told[grace.email]["Delegation"] == "Ministry of Space"
    assert told[grace.email]["Comes instead of"] == ada.name
    assert told[ada.email]["Comes instead of"] == ""
    assert {"delegation", "substitutes"} <= set(Export.objects.get().columns)


def test_an_event_without_delegations_exports_no_column_of_them(organizer, event, ticket_type):
    make_registration(ticket_type)
    page_before = organizer.get(reverse("registrations:export", args=[event.slug]))
    assert "Delegation" not in page_before.context["columns"]
