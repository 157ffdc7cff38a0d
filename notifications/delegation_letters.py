"""What an organization's focal point is written: the link, what changed, and how it went with each named.

A letter is owed by a committed row: what staff did with the delegation, or a change of status of somebody
whom it named. What the focal point did themselves owes them none.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from events import programme as programmes
from events.programme_parts import Programme
from notifications import causes, envelopes, wording
from notifications.envelopes import Facts, Letter
from notifications.models import Message, MessageKind
from registrations import delegations
from registrations.models import (
    Delegation,
    DelegationChange,
    DelegationChangeKind,
    LostLink,
    Status,
    StatusChange,
)

# Of which changes of status the focal point is told.
TOLD = (Status.CONFIRMED, Status.DECLINED, Status.CANCELLED, Status.EXPIRED)


def about_named(changes: Iterable[StatusChange], now: dt.datetime) -> Iterator[Message]:
    """What changes of status owe the focal points by whom people were named."""
    told = [change.pk for change in changes if change.to_status in TOLD and not _is_their_own(change)]
    if not told:
        return
    named = StatusChange.objects.filter(
        pk__in=told,
        registration__delegation__isnull=False,
        registration__delegation__revoked_at__isnull=True,
    )
    for change in named.select_related("registration").order_by("pk"):
        yield Message(
            about=causes.about(MessageKind.NAMED, change),
            kind=MessageKind.NAMED,
            delegation_id=change.registration.delegation_id,
            created_at=now,
            due_at=change.changed_at,
        )


def about_lost_links(asked: Iterable[LostLink], now: dt.datetime) -> Iterator[Message]:
    """What is owed to focal points who have asked for their link."""
    wanted = list(asked)
    delegations_of = defaultdict(list)
    known = Delegation.objects.in_force().filter(focal_point_email__in={lost.email for lost in wanted})
    for delegation in known.order_by("pk"):
        delegations_of[delegation.event_id, delegation.focal_point_email].append(delegation)
    for lost in wanted:
        for delegation in delegations_of[lost.event_id, lost.email]:
            yield Message(
                about=causes.lost_delegation(lost, delegation),
                kind=MessageKind.LOST_LINK,
                delegation=delegation,
                created_at=now,
                due_at=lost.requested_at,
            )


def why_not(message: Message, *, now: dt.datetime) -> str:
    """Why the message must not be sent after all; empty when its reason still holds."""
    delegation = _delegation(message)
    if delegation.erased_at is not None:
        return "The focal point's data is deleted"
    if delegation.event.current_release is None:
        return "The event is not public"
    if programmes.read(delegation.event).ends_at <= now:
        return "The event is over"
    if message.kind == MessageKind.NAMED:
        change = _status_change(message)
        if change.registration.status != change.to_status:
            return f"The registration is {change.registration.get_status_display()} now"
        return "The delegation is revoked" if delegation.revoked_at else ""
    is_about_its_end = (
        message.kind == MessageKind.DELEGATION and _change(message).kind == DelegationChangeKind.REVOKED
    )
    return "The delegation is revoked" if delegation.revoked_at and not is_about_its_end else ""


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail to the focal point, ready to send. Its event must have been published once."""
    delegation = _delegation(message)
    language = envelopes.language_of(delegation)
    release = envelopes.release_of(delegation.event)
    with translation.override(language):
        programme = programmes.read(release, language=language)
        letter = _letter(message, delegation, programme, language=language)
        return envelopes.wrap(
            message,
            letter,
            programme,
            to=delegation.focal_point_email,
            facts=_facts(delegation, programme),
            action=_action(delegation, programme),
            why=_("You receive this mail because you are your organization’s focal point for %(event)s.")
            % {"event": programme.title},
        )


def _letter(message: Message, delegation: Delegation, programme: Programme, *, language: str) -> Letter:
    context = {
        "name": wording.harmless(delegation.focal_point_name),
        "organization": delegation.organization.name,
        "delegation": delegation,
        "event": programme.title,
        "until": wording.moment(delegation.closes_at, programme),
    }
    if message.kind == MessageKind.NAMED:
        name, change = "named_decided", _status_change(message)
        context |= {
            "attendee": wording.spoken_name(change.registration),
            "status": change.to_status,
            "state": change.get_to_status_display(),
            "is_naming": delegation.is_naming(now=change.changed_at),
        }
    elif message.kind == MessageKind.LOST_LINK:
        name, context["kind"] = "delegation", "lost"
    else:
        kind = _change(message).kind
        name = "delegation_revoked" if kind == DelegationChangeKind.REVOKED else "delegation"
        context["kind"] = kind
    return envelopes.write(name, context, lang=language)


def _facts(delegation: Delegation, programme: Programme) -> Facts:
    return [*envelopes.event_facts(programme), (_("Ticket type"), str(delegation.ticket_type))]


def _action(delegation: Delegation, programme: Programme) -> envelopes.Link:
    if delegation.revoked_at:
        return envelopes.event_page(programme)
    return envelopes.Link(delegation.personal_url(), _("Your delegation"), _("Open your delegation"))


def _is_their_own(change: StatusChange) -> bool:
    return change.reason in delegations.BY_FOCAL_POINT


def _change(message: Message) -> DelegationChange:
    return DelegationChange.objects.get(pk=causes.pk_of(message))


def _status_change(message: Message) -> StatusChange:
    return StatusChange.objects.select_related("registration").get(pk=causes.pk_of(message))


def _delegation(message: Message) -> Delegation:
    if message.delegation is None:
        raise ValueError(f"message {message.pk} concerns no delegation")
    return message.delegation
