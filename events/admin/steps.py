"""What is left to do before an event can be held."""

from dataclasses import dataclass

from accounts.permissions import Action


@dataclass(frozen=True)
class Step:
    """One thing to do for an event, shown to whoever may do it."""

    event_id: int
    label: str
    url: str
    is_done: bool
    action: Action = Action.EDIT_EVENT
