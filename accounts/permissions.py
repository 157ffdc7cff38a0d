"""Who may do what: one table of role and action.

Roles are given per event or per series (``accounts.models.StaffRole``). Objects are fetched
through these actions, so that what somebody may not see does not exist for them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ORGANIZER = "organizer", _("Organizer")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    LANE_REVIEWER = "lane_reviewer", _("Reviewer in lanes")
    SCREENER = "screener", _("Screener")
    SENSITIVE = "sensitive", _("Sensitive data officer")
    DOOR = "door", _("Door staff")
    VIEWER = "viewer", _("Viewer")
    EXPORTER = "exporter", _("Exporter")


class Action(models.TextChoices):
    """What can be done with an event and all that belongs to it."""

    VIEW_EVENT = "view_event", _("see the event's drafts")
    EDIT_EVENT = "edit_event", _("change the event and its agenda")
    PUBLISH_AGENDA = "publish_agenda", _("publish the agenda")
    MANAGE_REGISTRATION = "manage_registration", _("set up ticket types and reminders")
    MANAGE_ROLES = "manage_roles", _("give and take roles")
    SEE_ATTENDEES = "see_attendees", _("see who has registered")
    REVIEW_REGISTRATIONS = "review_registrations", _("decide who may come")
    DECIDE_IN_LANES = "decide_in_lanes", _("decide in the review lanes in which one is named")
    MANAGE_INVOICES = "manage_invoices", _("see invoices and say what was paid")
    SCREEN_ATTENDEES = "screen_attendees", _("compare attendees with lists of names")
    MERGE_REGISTRATIONS = "merge_registrations", _("merge registrations of the same person")
    SEE_SENSITIVE_ANSWERS = "see_sensitive_answers", _("see answers to sensitive questions")
    EXPORT_ATTENDEES = "export_attendees", _("export attendee lists")


ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.OWNER: frozenset(Action),
    Role.ORGANIZER: frozenset(Action) - {Action.MANAGE_ROLES, Action.SEE_SENSITIVE_ANSWERS},
    Role.EDITOR: frozenset({Action.VIEW_EVENT, Action.EDIT_EVENT}),
    Role.REVIEWER: frozenset(
        {
            Action.SEE_ATTENDEES,
            Action.REVIEW_REGISTRATIONS,
            Action.DECIDE_IN_LANES,
            Action.MERGE_REGISTRATIONS,
        }
    ),
    Role.LANE_REVIEWER: frozenset({Action.DECIDE_IN_LANES}),
    Role.SCREENER: frozenset({Action.SEE_ATTENDEES, Action.SCREEN_ATTENDEES}),
    Role.SENSITIVE: frozenset({Action.SEE_ATTENDEES, Action.SEE_SENSITIVE_ANSWERS}),
    Role.DOOR: frozenset({Action.SEE_ATTENDEES}),
    Role.VIEWER: frozenset({Action.VIEW_EVENT, Action.SEE_ATTENDEES}),
    Role.EXPORTER: frozenset({Action.SEE_ATTENDEES, Action.EXPORT_ATTENDEES}),
}


def roles_that_may(action: Action) -> list[Role]:
    """The roles whose holders may do action."""
    return [role for role, actions in ROLE_ACTIONS.items() if action in actions]
