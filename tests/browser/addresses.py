"""Where the pages of the demo are, by who opens them; without a language before the path."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from config.demo.dialogue.event import DIALOGUE
from config.demo.space_security import SPACE_SECURITY
from events.models import Event, SessionKind
from registrations import address_changes, screening
from registrations.models import (
    Delegation,
    Invitation,
    InvitationState,
    Invoice,
    InvoiceState,
    Registration,
    ReviewLane,
    ScreeningList,
    SessionSeats,
    Status,
)
from speakers.models import Speaker


@dataclass(frozen=True)
class Tour:
    """Pages that one reader opens one after another; nobody in particular when no user is named."""

    addresses: list[str] = field(default_factory=list)
    user: str = ""


def public() -> Tour:
    slug, held = DIALOGUE.slug, SPACE_SECURITY.slug
    session = _dialogue().sessions.filter(kind=SessionKind.PANEL).earliest("starts_at")
    speaker = session.appearances.exclude(speaker=None).earliest("pk").speaker
    return Tour(
        [
            reverse("events:home"),
            reverse("events:event", args=[slug]),
            reverse("events:agenda", args=[slug]),
            reverse("events:agenda", args=[slug]) + "?tz=America/New_York",
            reverse("events:agenda", args=[slug]) + "?as=grid",
            reverse("events:agenda", args=[slug]) + "?by=track&kind=panel",
            reverse("events:agenda", args=[slug]) + "?q=orbit",
            reverse("events:agenda", args=[slug]) + "?q=nothing+like+it",
            reverse("events:session", args=[slug, session.code]),
            reverse("events:my_agenda", args=[slug]),
            reverse("events:speakers", args=[slug]),
            reverse("events:speaker", args=[slug, speaker.slug]),
            reverse("events:organizations", args=[slug]),
            reverse("events:changes", args=[slug]),
            reverse("events:event", args=[held]),
            reverse("events:agenda", args=[held]),
            reverse("registrations:register", args=[held]),
            reverse("account_login"),
            reverse("account_signup"),
            reverse("account_reset_password"),
        ]
    )


def attendees() -> Tour:
    slug = DIALOGUE.slug
    of_status = {status: Registration.objects.filter(status=status).earliest("pk").token for status in Status}
    switching = Registration.objects.confirmed().filter(ticket_type__attendance="either").earliest("pk")
    # The page of one who is unverified leads to the page that asks for the code.
    own_pages = [
        reverse("registrations:registration", args=[token])
        for status, token in of_status.items()
        if status != Status.UNVERIFIED
    ]
    return Tour(
        [
            reverse("registrations:register", args=[slug]),
            reverse("registrations:registered", args=[slug]),
            *own_pages,
            reverse("registrations:offer", args=[of_status[Status.OFFERED]]),
            reverse("registrations:switch", args=[switching.token]),
            reverse("registrations:verify", args=[slug, of_status[Status.UNVERIFIED]]),
            reverse("registrations:own_agenda", args=[of_status[Status.CONFIRMED]]),
            reverse("registrations:own_agenda", args=[of_status[Status.CONFIRMED]]) + "?as=grid",
            reverse("registrations:own_agenda", args=[of_status[Status.UNDER_REVIEW]]),
            reverse("registrations:own_speaker", args=[of_status[Status.CONFIRMED], _a_speaker().slug]),
            reverse("registrations:own_session", args=[of_status[Status.CONFIRMED], _with_materials()]),
            reverse("registrations:change", args=[of_status[Status.CONFIRMED]]),
            reverse("registrations:change_address", args=[of_status[Status.UNDER_REVIEW]]),
            reverse("registrations:change_address", args=[_moving().token]),
            reverse("registrations:cancel", args=[of_status[Status.CONFIRMED]]),
            reverse("registrations:own_sessions", args=[of_status[Status.CONFIRMED]]),
            reverse("registrations:delete_my_data", args=[of_status[Status.CONFIRMED]]),
            reverse("registrations:lost_link", args=[slug]),
            *(
                reverse("registrations:invitation", args=[invitation.token])
                for invitation in _dialogue().invitations.all()
            ),
            reverse("registrations:decline_invitation", args=[_unanswered().token]),
            reverse("registrations:delegate_invitation", args=[_unanswered().token]),
            *_of_a_delegation(),
            reverse("registrations:attendee_list", args=[of_status[Status.CONFIRMED]]),
            reverse("registrations:own_listing", args=[of_status[Status.CONFIRMED]]),
            reverse("registrations:registration", args=[_invoiced(InvoiceState.OPEN).registration.token]),
            reverse("registrations:billing", args=[_invoiced(InvoiceState.OPEN).registration.token]),
            reverse("registrations:registration", args=[_invoiced(InvoiceState.PAID).registration.token]),
        ]
    )


def _of_a_delegation() -> list[str]:
    """What its focal point sees, and what somebody does who was named."""
    delegation = _delegation()
    confirmed = delegation.registrations.confirmed().get()
    unconfirmed = delegation.registrations.unverified().get()
    return [
        delegation.get_absolute_url(),
        reverse("registrations:name_attendee", args=[delegation.token]),
        reverse("registrations:substitute_attendee", args=[delegation.token, confirmed.pk]),
        reverse("registrations:withdraw_nomination", args=[delegation.token, confirmed.pk]),
        reverse("registrations:verify", args=[DIALOGUE.slug, unconfirmed.token]),
    ]


def _moving() -> Registration:
    """Somebody who has asked for another address."""
    registration = Registration.objects.confirmed().filter(event__slug=DIALOGUE.slug).earliest("pk")
    address_changes.ask(registration, "elsewhere@example.org", now=timezone.now())
    return registration


def desk() -> Tour:
    slug = DIALOGUE.slug
    registration = Registration.objects.filter(status=Status.UNDER_REVIEW).earliest("pk")
    return Tour(
        [
            reverse("registrations:my_registrations"),
            reverse("registrations:desk"),
            reverse("registrations:attendees", args=[slug]),
            reverse("registrations:attendees", args=[slug]) + "?country=JP&status=confirmed",
            reverse("registrations:attendee", args=[slug, registration.pk]),
            reverse("registrations:attendee", args=[slug, _put_in_a_group().pk]),
            reverse("registrations:waiting_list", args=[slug]),
            reverse("registrations:invitations", args=[slug]),
            reverse("registrations:invite", args=[slug]),
            reverse("registrations:import_guests", args=[slug]),
            reverse("registrations:export_invitations", args=[slug]),
            reverse("notifications:remind_invited", args=[slug]),
            *(
                reverse("registrations:desk_invitation", args=[slug, invitation.pk])
                for invitation in _dialogue().invitations.all()
            ),
            reverse("registrations:delegations", args=[slug]),
            reverse("registrations:open_delegation", args=[slug]),
            reverse("registrations:desk_delegation", args=[slug, _delegation().pk]),
            reverse("registrations:revoke_delegation", args=[slug, _delegation().pk]),
            reverse("registrations:attendee", args=[slug, _substitute().pk]),
            reverse("registrations:attendee", args=[slug, _substitute().substitutes_id]),
            reverse("registrations:review", args=[slug]),
            reverse("registrations:desk_sessions", args=[slug]),
            reverse(
                "registrations:desk_session",
                args=[slug, SessionSeats.objects.earliest("capacity").session.code],
            ),
            reverse("registrations:invoices", args=[slug]),
            reverse("registrations:invoice", args=[slug, _invoiced(InvoiceState.OPEN).pk]),
            reverse("registrations:invoice", args=[slug, _invoiced(InvoiceState.PAID).pk]),
            reverse("registrations:screening", args=[slug]),
            reverse("registrations:screening", args=[slug]) + "?show=decided",
            reverse("registrations:screening_match", args=[slug, _match(is_decided=False)]),
            reverse("registrations:screening_match", args=[slug, _match(is_decided=True)]),
            reverse("registrations:duplicates", args=[slug]),
            reverse("registrations:duplicate", args=[slug, *_pair()]),
            reverse("registrations:export", args=[slug]),
            reverse("registrations:exports", args=[slug]),
            reverse("registrations:readings", args=[slug]),
        ],
        user="organizer@example.org",
    )


def security() -> Tour:
    """What a reviewer of one lane sees."""
    lane = ReviewLane.objects.get(event=_dialogue(), name_en="Security")
    registration = lane.lane_reviews.waiting().first().registration
    return Tour(
        [
            reverse("registrations:desk"),
            reverse("registrations:lane", args=[DIALOGUE.slug, lane.pk]),
            reverse("registrations:lane_review", args=[DIALOGUE.slug, lane.pk, registration.pk]),
            reverse("registrations:lane_review", args=[DIALOGUE.slug, lane.pk, _substitute().pk]),
        ],
        user="security@example.org",
    )


def admin() -> Tour:
    event = _dialogue()
    session = event.sessions.filter(kind=SessionKind.PANEL).earliest("starts_at")
    speaker = session.appearances.exclude(speaker=None).earliest("pk").speaker
    return Tour(
        [
            reverse("admin:events_event_preview", args=[event.pk, "draft", "organizers"]),
            reverse("admin:events_event_preview", args=[event.pk, "current", "registered"]),
            reverse("admin:events_event_schedule", args=[event.pk]),
            reverse("admin:events_event_schedule", args=[event.pk]) + "?view=table",
            reverse("admin:index"),
            reverse("admin:events_event_overview", args=[event.pk]),
            reverse("admin:events_event_publish", args=[event.pk]),
            reverse("admin:events_event_precedence", args=[event.pk]),
            reverse("admin:events_event_precedence", args=[event.pk]) + f"?list={session.code}",
            reverse("admin:events_event_change", args=[event.pk]),
            reverse("admin:events_session_changelist") + f"?event={event.pk}",
            reverse("admin:events_session_change", args=[session.pk]),
            reverse("admin:registrations_tickettype_change", args=[event.ticket_types.earliest("pk").pk]),
            reverse("admin:registrations_invoiceterms_change", args=[event.invoice_terms.pk]),
            reverse("admin:registrations_quota_change", args=[event.quotas.earliest("pk").pk]),
            reverse("admin:registrations_reviewlane_changelist") + f"?event={event.pk}",
            reverse("admin:registrations_reviewreason_change", args=[event.review_reasons.earliest("pk").pk]),
            reverse("admin:registrations_reviewrule_change", args=[event.review_rules.earliest("order").pk]),
            reverse("admin:registrations_question_changelist") + f"?event={event.pk}",
            *(
                reverse("admin:registrations_question_change", args=[question.pk])
                for question in (
                    event.questions.filter(kind="choice").earliest("order"),
                    event.questions.filter(shown_if__isnull=False).earliest("order"),
                )
            ),
            reverse("admin:registrations_question_preview", args=[event.pk]),
            reverse("admin:registrations_question_preview", args=[event.pk])
            + f"?ticket_type={event.ticket_types.latest('pk').pk}",
            reverse("admin:notifications_reminder_change", args=[event.reminders.earliest("pk").pk]),
            reverse("admin:events_agendarelease_changelist") + f"?event={event.pk}",
            reverse("admin:speakers_speaker_changelist"),
            reverse("admin:speakers_speaker_change", args=[speaker.pk]),
        ],
        user="organizer@example.org",
    )


def site() -> Tour:
    screening_list = ScreeningList.objects.earliest("pk")
    return Tour(
        [
            reverse("admin:registrations_screeninglist_changelist"),
            reverse("admin:registrations_screeninglist_change", args=[screening_list.pk]),
            reverse("admin:registrations_screeninglist_import"),
        ],
        user="admin@example.org",
    )


def tours() -> list[Tour]:
    return [public(), attendees(), desk(), security(), admin(), site()]


def _unanswered() -> Invitation:
    return _dialogue().invitations.filter(state=InvitationState.INVITED).earliest("pk")


def _delegation() -> Delegation:
    return _dialogue().delegations.get()


def _substitute() -> Registration:
    return _delegation().registrations.get(substitutes__isnull=False)


def _pair() -> tuple[int, int]:
    first, second = _dialogue().registrations.live().order_by("pk")[:2]
    return first.pk, second.pk


def _match(*, is_decided: bool) -> int:
    return screening.matches_in(_dialogue(), is_decided=is_decided)[0].pk


def _invoiced(state: InvoiceState) -> Invoice:
    return Invoice.objects.filter(state=state).earliest("serial")


def _dialogue() -> Event:
    return Event.objects.get(slug=DIALOGUE.slug)


def _put_in_a_group() -> Registration:
    """An attendee whom staff have put into a group."""
    return Registration.objects.filter(group_memberships__isnull=False).earliest("pk")


def _a_speaker() -> Speaker:
    session = _dialogue().sessions.filter(kind=SessionKind.PANEL).earliest("starts_at")
    return session.appearances.exclude(speaker=None).earliest("pk").speaker


def _with_materials() -> str:
    """The code of a session to which links and files belong."""
    return _dialogue().sessions.filter(materials__isnull=False).latest("starts_at").code
