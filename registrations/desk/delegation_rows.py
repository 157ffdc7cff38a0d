"""How the people of a delegation stand in a list: whoever comes instead of somebody, right after them."""

from dataclasses import dataclass

from registrations.models import Delegation, Registration


@dataclass(frozen=True, slots=True)
class Row:
    """One person, with why it has come so far; staff read reasons that a focal point does not."""

    registration: Registration
    reason: str


def chains(delegation: Delegation) -> list[list[Registration]]:
    """All whom it has named, in the order in which that was; each chain ends with whoever came last."""
    rows = delegation.registrations.select_related("substitutes").prefetch_related("status_changes")
    named = list(rows.order_by("registered_at", "pk"))
    successors = {one.substitutes_id: one for one in named if one.substitutes_id is not None}
    found = []
    for first in (one for one in named if one.substitutes_id is None):
        chain = [first]
        while (successor := successors.get(chain[-1].pk)) is not None:
            chain.append(successor)
        found.append(chain)
    return found


def shown(registration: Registration) -> Row:
    latest = max(registration.status_changes.all(), key=lambda change: (change.changed_at, change.pk))
    return Row(registration, latest.reason)
