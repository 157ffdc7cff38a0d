"""A form field for each kind of question, and what is kept of its answer."""

import datetime as dt
import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.template.defaultfilters import filesizeformat
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from events import writing
from registrations import answer_files
from registrations.models import NO, YES, AnswerFile, FileType, Question, QuestionKind, QuestionOption
from registrations.text_fields import LongTextField, OneLineField

LONGEST_LINE = 250
LONGEST_TEXT = 2_000
MOST_RADIO_BUTTONS = 7
CHOOSE = _("Choose an answer.")


class FileAnswerInput(forms.ClearableFileInput):
    """Chooses a file; one that was sent before stays until another is chosen or it is taken away."""

    template_name = "registrations/widgets/file_answer.html"
    kept: AnswerFile | None = None
    is_bound_to_form = False
    """Whether ``kept`` waits for the form, rather than belonging to the registration already."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.FileInput.get_context(self, name, value, attrs)
        context["kept"] = self.kept
        context["reference"] = (
            answer_files.reference(self.kept) if self.kept and self.is_bound_to_form else ""
        )
        context["size"] = filesizeformat(self.kept.size) if self.kept else ""
        context["may_take_away"] = self.kept is not None and not self.is_required
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name), data.get(f"{name}-kept", ""), data.get(f"{name}-away", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class FileAnswerField(forms.Field):
    """Cleans to the upload, to the file that was sent before, or to None."""

    widget = FileAnswerInput
    needs_multipart_form = True

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question

    def clean(self, value: Any) -> UploadedFile | AnswerFile | None:
        upload, referred, is_taken_away = value or (None, "", "")
        widget: Any = self.widget
        if referred:
            widget.kept = answer_files.waiting(referred, self.question)
            widget.is_bound_to_form = widget.kept is not None
            if widget.kept is None and upload is None:
                raise ValidationError(gettext("The file is no longer here. Please choose it again."))
        if upload is not None:
            answer_files.type_of(upload, self.question)
            return upload
        if is_taken_away:
            widget.kept = None
        if widget.kept is None and self.required:
            raise ValidationError(self.error_messages["required"])
        return widget.kept

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data and (data[0] or data[1] or data[2]))


@functools.cache
def countries_in(_language: str | None) -> list[tuple[str, str]]:
    """The countries by name in the active language; naming and sorting them takes milliseconds."""
    return list(countries)


def _countries_to_choose() -> list[tuple[str, str]]:
    return [("", gettext("Choose a country or region")), *countries_in(get_language())]


@functools.lru_cache(maxsize=200)
def _select_of_countries(
    _language: str | None, name: str, value: str, attrs: tuple[tuple[str, Any], ...]
) -> SafeString:
    return forms.Select(dict(attrs), choices=_countries_to_choose()).render(name, value)


class CountrySelect(forms.Select):
    """Its 250 options are written once in each language for each country that is chosen in them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        if chosen and chosen not in countries.countries:
            return super().render(name, value, attrs, renderer)
        attributes = tuple(self.build_attrs(self.attrs, attrs).items())
        return _select_of_countries(get_language(), name, chosen, attributes)


class CountryField(forms.ChoiceField):
    """A country's code. The names are gone through only where they are shown."""

    widget = CountrySelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=_countries_to_choose,
            error_messages={
                "required": _("Choose a country or region."),
                "invalid_choice": _("Choose a country or region."),
            },
            **kwargs,
        )

    def valid_value(self, value: str) -> bool:
        return value in countries.countries


def field_for(question: Question, *, given: Any = None) -> forms.Field:
    """The field of a question; ``given`` is what was answered before, as it is stored."""
    field = FIELDS[QuestionKind(question.kind)](question, given)
    field.label = question.text
    # The template trusts a help text to be HTML; this one was written by an organizer.
    field.help_text = escape(question.help) or field.help_text
    field.required = field.widget.is_required = question.is_required
    if given is not None and not isinstance(field, FileAnswerField):
        field.initial = initial_for(question, given)
    return field


def stored(question: Question, value: Any) -> Any:
    """What is kept of a cleaned value; None where nothing was answered."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, AnswerFile):
        return value.code
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    match question.kind:
        case QuestionKind.YES_NO:
            return value == YES
        case QuestionKind.CHOICE:
            return int(value)
        case QuestionKind.SEVERAL:
            return sorted(int(each) for each in value)
        case _:
            return value


def initial_for(question: Question, value: Any) -> Any:
    """The value that a field shows for what is stored."""
    match question.kind:
        case QuestionKind.YES_NO:
            return YES if value else NO
        case QuestionKind.SEVERAL:
            return [str(each) for each in value]
        case QuestionKind.DATE:
            return dt.date.fromisoformat(value)
        case _:
            return value


def _text(question: Question, given: Any) -> forms.Field:
    return OneLineField(
        max_length=min(question.longest or LONGEST_LINE, LONGEST_LINE),
        error_messages={"required": gettext_lazy("Write an answer.")},
    )


def _long_text(question: Question, given: Any) -> forms.Field:
    return LongTextField(
        max_length=question.longest or LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": gettext_lazy("Write an answer.")},
    )


def _number(question: Question, given: Any) -> forms.Field:
    field = forms.DecimalField(
        min_value=question.minimum,
        max_value=question.maximum,
        max_digits=15,
        decimal_places=4,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
        error_messages={
            "required": gettext_lazy("Write a number."),
            "invalid": gettext_lazy("Write a number, for example 12 or 1.5."),
        },
    )
    for bound in ("min", "max"):
        if bound in field.widget.attrs:
            field.widget.attrs[bound] = _plain(Decimal(field.widget.attrs[bound]))
    field.help_text = _range_of_numbers(question)
    return field


def _yes_no(question: Question, given: Any) -> forms.Field:
    return _radio(question, [(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))])


def _choice(question: Question, given: Any) -> forms.Field:
    offered = _offered(question, [given])
    if len(offered) <= MOST_RADIO_BUTTONS:
        return _radio(question, offered)
    return forms.ChoiceField(
        choices=[("", gettext_lazy("Choose")), *offered],
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


def _several(question: Question, given: Any) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_offered(question, given or []),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one answer."),
            "invalid_choice": CHOOSE,
            "invalid_list": CHOOSE,
        },
    )


def _date(question: Question, given: Any) -> forms.Field:
    attrs: dict[str, Any] = {"type": "date"}
    field = forms.DateField(
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        widget=forms.DateInput(attrs, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Write a day."),
            "invalid": gettext_lazy("Write a day that there is, for example 2027-01-13."),
        },
    )
    if question.earliest_on:
        field.widget.attrs["min"] = question.earliest_on.isoformat()
        words = gettext("Choose a day from %(day)s on.") % {"day": writing.plain_day(question.earliest_on)}
        field.validators.append(MinValueValidator(question.earliest_on, words))
    if question.latest_on:
        field.widget.attrs["max"] = question.latest_on.isoformat()
        words = gettext("Choose a day until %(day)s.") % {"day": writing.plain_day(question.latest_on)}
        field.validators.append(MaxValueValidator(question.latest_on, words))
    return field


def _country(question: Question, given: Any) -> forms.Field:
    return CountryField()


def _file(question: Question, given: Any) -> forms.Field:
    types = writing.customs().comma.join(str(each.label) for each in FileType if each in question.file_types)
    return FileAnswerField(
        question=question,
        widget=FileAnswerInput({"accept": answer_files.accepted(question)}),
        help_text=gettext("%(types)s; %(size)d MB at most.")
        % {"types": types, "size": question.largest_file},
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


def _radio(question: Question, choices: list[tuple[str, Any]]) -> forms.Field:
    nothing = [] if question.is_required else [("", gettext_lazy("No answer"))]
    return forms.ChoiceField(
        choices=[*choices, *nothing],
        initial=None if question.is_required else "",
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


def _offered(question: Question, given: list[Any]) -> list[tuple[str, Any]]:
    """What can be chosen: what is on offer, and what was chosen when it still was."""

    def may_be_chosen(option: QuestionOption) -> bool:
        return not option.is_retired or option.pk in given

    return [(str(option.pk), option.text) for option in question.options.all() if may_be_chosen(option)]


def _range_of_numbers(question: Question) -> str:
    smallest, largest = (
        None if bound is None else _plain(bound) for bound in (question.minimum, question.maximum)
    )
    if smallest is not None and largest is not None:
        return gettext("From %(smallest)s to %(largest)s.") % {"smallest": smallest, "largest": largest}
    if smallest is not None:
        return gettext("At least %(smallest)s.") % {"smallest": smallest}
    return gettext("At most %(largest)s.") % {"largest": largest} if largest is not None else ""


def _plain(number: Decimal) -> str:
    """1.5 and 100, not 1.5000 and 1E+2."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


FIELDS: dict[QuestionKind, Callable[[Question, Any], forms.Field]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.NUMBER: _number,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.DATE: _date,
    QuestionKind.COUNTRY: _country,
    QuestionKind.FILE: _file,
}
