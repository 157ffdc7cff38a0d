"""Review rules in the admin: conditions, what happens, and what it would have done so far."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events.admin.scope import EventBoundForm, EventFilter, EventScopedAdmin
from registrations import domains, review_rules
from registrations.admin.review import without_side_doors
from registrations.models import ReviewLane, ReviewRule, RuleEffect, TicketType
from registrations.review_rules import Criteria, Rehearsal
from speakers.bilingual_admin import BilingualAdmin
from speakers.models import Sector

TRY = "_try"
"""The button that tells what the rule would have done, instead of saving it."""


class RuleForm(EventBoundForm):
    """A rule; where it is only tried, it is valid and yet not saved."""

    class Meta:
        model = ReviewRule
        fields = "__all__"
        widgets = {"ticket_types": CheckboxSelectMultiple, "lanes": CheckboxSelectMultiple}

    sectors = forms.MultipleChoiceField(
        label=_("Sector is one of"), choices=Sector, required=False, widget=CheckboxSelectMultiple
    )
    rehearsal: Rehearsal | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {"ticket_types": TicketType, "lanes": ReviewLane}
        for name, model in own.items():
            if name in self.fields:
                self.fields[name].queryset = model.objects.filter(event=self.event)  # type: ignore[attr-defined]
                without_side_doors(self.fields[name])

    def clean_domains(self) -> str:
        written = self.cleaned_data["domains"].split()
        wrong = []
        normal = []
        for domain in written:
            try:
                normal.append(domains.normalise(domain))
            except ValidationError:
                wrong.append(domain)
        if wrong:
            raise ValidationError(
                _("This is no domain: %(domains)s. Write it like mofa.go.jp or .go.jp."),
                params={"domains": " ".join(wrong)},
            )
        return "\n".join(normal)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and self.criteria().is_empty:
            self.add_error(None, _("Fill in at least one condition; otherwise the rule fits nobody."))
        if values.get("effect") == RuleEffect.ROUTE and not values.get("lanes"):
            self.add_error("lanes", _("Choose the lanes to which it sends."))
        if values.get("effect") == RuleEffect.HOLD and values.get("lanes"):
            self.add_error("lanes", _("A rule that holds concerns every lane; choose none."))
        return values

    def criteria(self) -> Criteria:
        """The conditions as they are filled in."""
        values = self.cleaned_data
        return Criteria(
            ticket_types=frozenset(ticket_type.pk for ticket_type in values["ticket_types"]),
            sectors=frozenset(values["sectors"]),
            countries=frozenset(str(country) for country in values["countries"]),
            organizations=frozenset(organization.pk for organization in values["organizations"]),
            domains=tuple(values["domains"].split()),
            has_list_match=values["has_list_match"],
            lets_in=self.cleaned_data["effect"] == RuleEffect.APPROVE,
        )

    def is_valid(self) -> bool:
        if not super().is_valid() or TRY not in self.data or self.event is None:
            return super().is_valid()
        self.rehearsal = review_rules.rehearse(
            self.event, self.criteria(), effect=self.cleaned_data["effect"], lanes=self.cleaned_data["lanes"]
        )
        return False


@admin.register(ReviewRule)
class ReviewRuleAdmin(EventScopedAdmin, BilingualAdmin):
    form = RuleForm
    change_action = Action.MANAGE_REGISTRATION
    section_order = 36
    list_display = ("explanation", "effect", "is_active", "order", "event")
    list_filter = (EventFilter, "effect", "is_active")
    list_select_related = ("event",)
    search_fields = ("explanation_en", "explanation_ja")
    autocomplete_fields = ("organizations",)
    fieldsets = (
        (
            _("Whom it fits"),
            {
                "fields": (
                    "ticket_types",
                    "sectors",
                    "countries",
                    "organizations",
                    "domains",
                    "has_list_match",
                ),
                "description": _("Each condition that is filled in must fit; in each, one choice is enough."),
            },
        ),
        (
            _("What happens"),
            {
                "fields": (("effect", "lanes"), ("is_active", "order")),
                "description": _(
                    "All rules are looked at. Where one holds, none approves, whichever stands first. "
                    "The e-mail address is known to be the attendee’s own when rules are applied."
                ),
            },
        ),
        (_("Why"), {"fields": ("explanation",)}),
    )

    def section_context(self, request: HttpRequest, event: Any) -> dict[str, Any]:
        return {"rules": self.get_queryset(request).filter(event=event)}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_changeform_initial_data(request) | {"sectors": []}

    def section_name(self) -> str:
        return gettext("Review rules")
