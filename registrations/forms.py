"""What attendees fill in."""

import datetime as dt
import itertools
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundWidget
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event
from registrations import (
    addresses,
    answers,
    codes,
    offers,
    open_events,
    organizations,
    places,
    questions,
    session_offers,
)
from registrations.models import Attendance, Registration, TicketType
from registrations.question_fields import CountryField, CountrySelect
from registrations.question_forms import QuestionsForm
from registrations.text_fields import OneLineField, PersonNameField
from speakers.models import NameOrder, Sector

# Languages in which people give their family name first.
FAMILY_FIRST_LANGUAGES = frozenset({"ja", "ko", "zh", "hu"})


def writes_family_name_first() -> bool:
    """Whether the page's language does."""
    return (get_language() or "").split("-")[0] in FAMILY_FIRST_LANGUAGES


class EmailAddressField(forms.EmailField):
    """An address, kept as ``registrations.addresses`` says."""

    # ``normalise`` validates; Django's own validator would name the same fault twice.
    default_validators = []

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return addresses.normalise(text) if text else ""


class DetailsForm(QuestionsForm, forms.ModelForm):
    """Who an attendee is and whom they represent: what they may change themselves afterwards."""

    country = CountryField(label=_("Country or region"), widget=CountrySelect({"autocomplete": "country"}))

    class Meta:
        model = Registration
        fields = [
            "given_name",
            "family_name",
            "name_order",
            "native_name",
            "organization_name",
            "sector",
            "position",
            "country",
        ]
        field_classes = {
            "given_name": PersonNameField,
            "family_name": PersonNameField,
            "native_name": PersonNameField,
            "organization_name": OneLineField,
            "position": OneLineField,
        }
        widgets = {"name_order": forms.RadioSelect}
        labels = {"organization_name": _("Organization")}
        help_texts = {
            "given_name": _("As on your identity document, in Latin script if you can."),
            "family_name": _("If you have one name only, write it here."),
            "name_order": _("How your name is written on your badge."),
            "native_name": _(
                "If you write your name in another script, for example 山田 太郎 or Олена Шевченко."
            ),
            "organization_name": _("Whom you represent. Known organizations are suggested as you write."),
            "position": _("For example Deputy Director, Space Policy Division."),
        }
        error_messages = {
            "family_name": {"required": _("Write your family name.")},
            "name_order": {"required": _("Choose the order of your names.")},
            "organization_name": {"required": _("Write whom you represent.")},
            "sector": {"required": _("Choose a sector.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, purpose in {
            "given_name": "given-name",
            "family_name": "family-name",
            "organization_name": "organization",
            "position": "organization-title",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose
        self.fields["organization_name"].widget.attrs["list"] = "known-organizations"
        self._choose_from("name_order", NameOrder.choices)
        self._choose_from("sector", [("", _("Choose a sector")), *Sector.choices])
        if writes_family_name_first():
            order = list(self.fields)
            given, family = order.index("given_name"), order.index("family_name")
            order[given], order[family] = order[family], order[given]
            self.order_fields(order)

    def name_fields(self) -> list[forms.BoundField]:
        """The parts of a name in the order in which the page's language writes them."""
        parts = ("given_name", "family_name", "name_order", "native_name")
        return [self[name] for name in self.fields if name in parts]

    def _post_clean(self) -> None:
        """The fields have checked all that the model would; its constraints are about what no form asks."""

    def _choose_from(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "organization_name" in cleaned:
            cleaned["organization"] = organizations.known_as(
                cleaned["organization_name"], country=str(cleaned.get("country", ""))
            )
        return cleaned

    def details(self) -> dict[str, Any]:
        """The fields of Registration that the attendee has filled in."""
        return {name: self.cleaned_data[name] for name in [*DetailsForm.Meta.fields, "organization"]}


class CodeForm(forms.Form):
    """The code from the mail, typed however it is read: in groups, with hyphens, full width."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the code.")},
    )

    def clean_code(self) -> str:
        text = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return "".join(character for character in text if character.isascii() and character.isdigit())


class AddressForm(forms.Form):
    """The address under which somebody believes to be registered."""

    email = EmailAddressField(
        label=_("E-mail address"),
        max_length=addresses.LONGEST,
        help_text=_("The one with which you registered."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )


class EraseForm(forms.Form):
    """Asks once more before anything is deleted."""

    is_sure = forms.BooleanField(
        label=_("Yes, delete my data"),
        error_messages={"required": _("Say that you want your data to be deleted.")},
    )


def _refuse(form: forms.Form | forms.ModelForm, ticket_type: TicketType, *, sector: str, email: str) -> None:
    """Say beside the field why somebody may not have the ticket type; what is missing says so itself."""
    for name, reason in offers.refusals(ticket_type, sector=sector, email=email).items():
        if {"sector": sector, "email": email}[name]:
            form.add_error(name if name in form.fields else None, reason)


class ChangeForm(DetailsForm):
    """An attendee's own changes to a registration.

    The sector stays what it was when staff decided: with another one, groups of attendees would open.
    """

    def __init__(self, *args: Any, instance: Registration, **kwargs: Any) -> None:
        mine = questions.of_registration(instance)
        super().__init__(
            *args,
            instance=instance,
            questions=mine,
            answered=questions.answers_to(instance, mine),
            answered_files={file.code: file for file in instance.files.all()} if mine else {},
            sessions=questions.attended(instance) if mine else (),
            **kwargs,
        )
        self.fields["sector"].disabled = True
        self.fields["sector"].help_text = _("To have this corrected, please write to the organizers.")

    def chosen_ticket_type(self) -> int:
        return self.instance.ticket_type_id

    def write(self, *, now: dt.datetime) -> bool:
        """Write the details and what they set going; False when the registration has ended meanwhile."""
        return answers.change(self.instance, self.details(), given=self.answers(), now=now)


@dataclass(frozen=True, slots=True)
class Term:
    """What to know of a ticket type before choosing it."""

    text: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket type to choose: its radio button and what to know before choosing it."""

    radio: BoundWidget
    ticket_type: TicketType
    terms: list[Term]


class RegistrationForm(DetailsForm):
    """A registration for one of the ticket types that an event has on offer now."""

    ticket_type = forms.TypedChoiceField(
        label=_("Ticket type"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a ticket type."),
            "invalid_choice": _("This ticket type is not on offer. Choose one of those below."),
        },
    )
    attendance = forms.ChoiceField(
        label=_("How do you attend?"),
        choices=Attendance,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Choose where the ticket type leaves the choice. You can change later, as long as the other "
            "has a place left."
        ),
        error_messages={"required": _("Choose how you attend.")},
    )
    email = EmailAddressField(
        label=_("E-mail address"),
        max_length=addresses.LONGEST,
        help_text=_("Your ticket and your personal link are sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail address.")},
    )
    has_consented = forms.BooleanField(
        label=_("I have read the privacy notice and agree to it"),
        error_messages={"required": _("Without this, we cannot register you.")},
    )

    wanted_sessions = forms.MultipleChoiceField(
        label=_("Sessions with seats of their own"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You get a seat there, or a place on the waiting list, with your seat at the event."),
        error_messages={"invalid_choice": _("This session can no longer be chosen.")},
    )
    code = forms.CharField(
        label=_("Invitation code"), max_length=80, required=False, widget=forms.HiddenInput
    )

    field_order = [
        "ticket_type",
        "attendance",
        "given_name",
        "family_name",
        "name_order",
        "native_name",
        "email",
    ]

    def __init__(
        self,
        *args: Any,
        event: Event,
        now: dt.datetime,
        attempt: codes.Attempt = codes.NO_ATTEMPT,
        **kwargs: Any,
    ) -> None:
        order = NameOrder.FAMILY_FIRST if writes_family_name_first() else NameOrder.GIVEN_FIRST
        self.attempt = attempt
        self.offered = offers.on_offer(event, now=now, code=attempt.code)
        self.sessions = {offer.session.code: offer for offer in session_offers.to_the_public(event, now=now)}
        super().__init__(
            *args,
            initial={"name_order": order, "code": attempt.text if attempt.code else ""},
            questions=questions.for_the_public(open_events.asked_questions(event), sessions=self.sessions),
            **kwargs,
        )
        self.fields["has_consented"] = self.fields.pop("has_consented")  # the last thing one is asked
        self._choose_from("ticket_type", [(str(row.pk), row.name) for row in self.offered])
        by_value = {str(row.pk): row for row in self.offered}
        self.fields["ticket_type"].coerce = by_value.__getitem__  # type: ignore[attr-defined]
        if self.is_bound and attempt.fault:
            self.fields["code"].widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        leave_a_choice = [ticket_type.is_attended_either_way for ticket_type in self.offered]
        if not any(leave_a_choice):
            del self.fields["attendance"]
        elif all(leave_a_choice):
            self.fields["attendance"].required = True
        if self.sessions:
            self._choose_from(
                "wanted_sessions", [(code, offer.label) for code, offer in self.sessions.items()]
            )
        else:
            del self.fields["wanted_sessions"]

    def clean_wanted_sessions(self) -> list[str]:
        """No two at one time."""
        chosen = [self.sessions[code].session for code in self.cleaned_data["wanted_sessions"]]
        for first, second in itertools.combinations(chosen, 2):
            if session_offers.overlap(first, second):
                raise forms.ValidationError(
                    _("“%(first)s” and “%(second)s” take place at the same time. Choose one of them."),
                    params={"first": first.title, "second": second.title},
                )
        return [item.code for item in chosen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ticket_type = cleaned.get("ticket_type")
        if ticket_type is None:
            return cleaned
        _refuse(self, ticket_type, sector=cleaned.get("sector", ""), email=cleaned.get("email", ""))
        if not ticket_type.is_attended_either_way:
            cleaned["attendance"] = ticket_type.attendances[0]
        elif not cleaned.get("attendance") and "attendance" not in self.errors:
            self.add_error("attendance", gettext("Choose how you attend."))
        return cleaned

    def clean_code(self) -> str:
        if self.attempt.fault:
            raise forms.ValidationError(self.attempt.fault)
        return self.attempt.text

    def details(self) -> dict[str, Any]:
        """What ``seats.register`` keeps of the attendee; mails to them are in the page's language."""
        return super().details() | {
            "attendance": self.cleaned_data["attendance"],
            "email": self.cleaned_data["email"],
            "language": get_language() or settings.LANGUAGE_CODE,
            "wanted_sessions": self.cleaned_data.get("wanted_sessions", []),
            **self._by_code(),
        }

    def offered_ticket_types(self) -> frozenset[int]:
        return frozenset(ticket_type.pk for ticket_type in self.offered)

    def offered_sessions(self) -> Collection[str]:
        return self.sessions

    def chosen_sessions(self) -> Collection[str]:
        return self.cleaned_data.get("wanted_sessions", ())

    def _by_code(self) -> dict[str, Any]:
        """A code is used for the ticket types that it is for; whoever chooses another uses none."""
        code = self.attempt.code
        if code is None or self.cleaned_data["ticket_type"] not in code.ticket_types.all():
            return {}
        return {"invitation_code": code, "skips_review": code.skips_review}

    def ticket_cards(self) -> Iterator[TicketCard]:
        for radio, ticket_type in zip(self["ticket_type"].subwidgets, self.offered, strict=True):
            yield TicketCard(radio, ticket_type, list(_terms(ticket_type)))


def _terms(ticket_type: TicketType) -> Iterator[Term]:
    for attendance in ticket_type.attendances:
        text = offers.availability(ticket_type, attendance)
        if ticket_type.attendance != Attendance.IN_PERSON:
            text = gettext("%(attendance)s: %(availability)s") % {
                "attendance": attendance.label,
                "availability": text,
            }
        yield Term(text, is_warning=not places.has_room(ticket_type, attendance))
    if price := offers.price_in_words(ticket_type):
        yield Term(price)
    if ticket_type.needs_review:
        yield Term(gettext("Needs review: the organizers decide on each registration"))
    for sentence in (offers.for_whom(ticket_type), offers.at_which_domains(ticket_type)):
        if sentence:
            yield Term(sentence)
