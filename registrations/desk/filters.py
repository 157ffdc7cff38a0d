"""Which attendees, in which order: what the address of a list says, and an export records."""

import datetime as dt
import functools
import operator
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from events import writing
from events.models import Event
from registrations import viewers
from registrations.models import VERIFIED, Attendance, Registration, RegistrationQuerySet
from speakers.models import Sector

SEARCHED = ("family_name", "given_name", "native_name", "email", "organization_name", "ticket_code")
ORDERS: dict[str, tuple[F | Lower, ...]] = {
    "name": (Lower("family_name"), Lower("given_name")),
    "organization": (Lower("organization_name"),),
    "ticket_type": (F("ticket_type__order"), F("ticket_type")),
    "status": (F("status"),),
    "sector": (F("sector"),),
    "country": (F("country"),),
    "registered": (F("registered_at"),),
}
Rows = TypeVar("Rows", bound="QuerySet[Any]")
CHOICES = [(status.value, status.label) for status in VERIFIED]
NEWEST_FIRST = "-registered"


@dataclass(frozen=True)
class StatusCount:
    """How many of the attendees found have a status, and the address that shows or hides them."""

    status: str
    label: str
    count: int
    is_chosen: bool
    query: str


class AttendeeFilter(forms.Form):
    """Choices among one event's attendees. When one of them makes no sense, nobody is found."""

    q = forms.CharField(
        label=_("Search"),
        max_length=200,
        required=False,
        help_text=_("Name in either script, e-mail address, organization or ticket code."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    status = forms.MultipleChoiceField(
        label=_("Status"), choices=CHOICES, required=False, widget=forms.MultipleHiddenInput
    )
    ticket_type = forms.ChoiceField(label=_("Ticket type"), required=False)
    attendance = forms.ChoiceField(
        label=_("Attendance"), choices=[("", _("All")), *Attendance.choices], required=False
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", _("All")), *Sector.choices], required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    organization = forms.CharField(label=_("Organization"), max_length=250, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All")), *settings.LANGUAGES], required=False
    )
    group = forms.ChoiceField(
        label=_("Group"),
        required=False,
        help_text=_("By its rule or by hand; membership counts while the attendee is confirmed."),
    )
    registered_from = forms.DateField(
        label=_("Registered from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    registered_to = forms.DateField(
        label=_("Registered to"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    sort = forms.ChoiceField(
        choices=[(prefix + order, order) for order in ORDERS for prefix in ("", "-")],
        required=False,
        widget=forms.HiddenInput,
    )

    use_required_attribute = False

    def __init__(self, data: Any, *, event: Event) -> None:
        super().__init__(data)
        self.event = event
        codes = (
            event.registrations.verified().order_by("country").values_list("country", flat=True).distinct()
        )
        ticket_types = [(str(ticket_type.pk), ticket_type.name) for ticket_type in event.ticket_types.all()]
        self.groups = {str(group.pk): group for group in event.audience_groups.all()}
        self._offer("ticket_type", ticket_types)
        self._offer("group", [(key, group.name) for key, group in self.groups.items()])
        self._offer(
            "country", sorted(((code, countries.name(code)) for code in codes), key=lambda pair: pair[1])
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [("", _("All")), *choices]

    def clean(self) -> dict[str, Any]:
        choices = self.cleaned_data
        first, last = choices.get("registered_from"), choices.get("registered_to")
        if first and last and last < first:
            self.add_error("registered_to", _("The last day is before the first."))
        return choices

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Those that the page folds away while none of them is used."""
        needless = {"q"} if self.groups else {"q", "group"}
        return [field for field in self.visible_fields() if field.name not in needless]

    @property
    def is_narrowed(self) -> bool:
        """Whether one of the fields folded away is used."""
        return any(field.errors or field.data for field in self.more_fields)

    # --- What is found ---

    def registrations(self) -> RegistrationQuerySet:
        """The attendees chosen, in the order chosen."""
        found = self._of_any_status()
        if self.is_valid() and (statuses := self.cleaned_data["status"]):
            found = found.filter(status__in=statuses)
        return found.order_by(*self._order()).select_related("ticket_type")

    def status_counts(self) -> list[StatusCount]:
        """How many there are of each status under all the other choices."""
        counted = self._of_any_status().order_by().values("status").annotate(count=Count("pk"))
        counts = {row["status"]: row["count"] for row in counted}
        chosen = self.cleaned_data.get("status", [])
        return [
            StatusCount(
                status=value,
                label=str(label),
                count=counts.get(value, 0),
                is_chosen=value in chosen,
                query=self._query(
                    status=[other for other in VERIFIED if (other in chosen) != (other == value)]
                ),
            )
            for value, label in CHOICES
        ]

    def unverified_count(self) -> int:
        """How many of the event wait for their address to be verified; no list holds them."""
        return self.event.registrations.unverified().count()

    def _of_any_status(self) -> RegistrationQuerySet:
        if not self.is_valid():
            return Registration.objects.none()
        chosen = self.cleaned_data
        same = {
            name: chosen[name]
            for name in ("ticket_type", "attendance", "sector", "country", "language")
            if chosen[name]
        }
        found = search(
            Registration.objects.verified().filter(event=self.event, **same), chosen["q"], fields=SEARCHED
        )
        if chosen["group"]:
            found = found.filter(viewers.members_of(self.groups[chosen["group"]]))
        if chosen["organization"]:
            found = found.filter(containing(chosen["organization"], fields=["organization_name"]))
        if chosen["registered_from"]:
            found = found.filter(registered_at__gte=self._midnight(chosen["registered_from"]))
        if chosen["registered_to"]:
            found = found.filter(
                registered_at__lt=self._midnight(chosen["registered_to"] + dt.timedelta(days=1))
            )
        return found

    def _midnight(self, day: dt.date) -> dt.datetime:
        """The instant at which day begins where the event's clocks stand."""
        return dt.datetime.combine(day, dt.time(), tzinfo=self.event.zone)

    # --- The order ---

    @property
    def sorting(self) -> str:
        """The name of the order, with a minus when it is turned round."""
        return (self.is_valid() and self.cleaned_data["sort"]) or NEWEST_FIRST

    def _order(self) -> list[OrderBy]:
        terms = (*ORDERS[self.sorting.removeprefix("-")], F("pk"))
        return [term.desc() if self.sorting.startswith("-") else term.asc() for term in terms]

    # --- In an address, in a record, in words ---

    def _query(self, **changes: Any) -> str:
        """The query of the address with some choices changed; from the first page."""
        query = QueryDict(mutable=True)
        for name, value in (self.stored() | {"sort": self.data.get("sort", "")} | changes).items():
            query.setlist(name, value if isinstance(value, list) else [value] * bool(value))
        return query.urlencode()

    def stored(self) -> dict[str, Any]:
        """The choices that were made, ready to be kept as JSON; the order is none of them."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in chosen.items()
            if value and name != "sort"
        }

    def in_words(self, stored: dict[str, Any]) -> list[tuple[str, str]]:
        """Stored choices as label and value for people."""
        if "invitations" in stored:
            return [(gettext("List"), gettext("Invitations"))]
        return [(str(self.fields[name].label), self._words(name, value)) for name, value in stored.items()]

    def _words(self, name: str, value: Any) -> str:
        values = value if isinstance(value, list) else [value]
        labels = dict(getattr(self.fields[name], "choices", ()))
        return writing.customs().comma.join(str(labels.get(each, each)) for each in values)


def search(rows: Rows, words: str, *, fields: Iterable[str]) -> Rows:
    """Those in which every word occurs somewhere in the fields, in whichever order and case."""
    for word in words.split():
        rows = rows.filter(containing(word, fields=fields))
    return rows


def containing(text: str, *, fields: Iterable[str]) -> Q:
    """That text occurs in one of the fields, in whichever case or width."""
    spellings = _spellings(text)
    return functools.reduce(
        operator.or_, (Q(**{f"{field}__icontains": spelling}) for field in fields for spelling in spellings)
    )


def _spellings(text: str) -> set[str]:
    """Text as it may be stored: SQLite knows upper and lower case of the Latin alphabet's 26 letters
    only, and one sees neither full width nor combining accents."""
    if text.isascii():
        return {text}
    forms_of_text = {unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC")}
    return {change(form) for form in forms_of_text for change in (str.lower, str.upper, str.title)}
