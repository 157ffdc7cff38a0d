"""What a reviewer fills in."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registrations.models import LaneReview, ReviewLane, ReviewReason, Verdict

CHOOSE = {"required": _("Choose what to decide."), "invalid_choice": _("Choose what to decide.")}


class ReasonField(forms.ModelChoiceField):
    """A reason of the event, under the verdict for which it is given."""

    def offer(self, lane: ReviewLane, verdicts: list[str]) -> bool:
        """Offer the lane's own reasons and the event's; whether there are any."""
        own = ReviewReason.objects.filter(
            Q(lane=lane) | Q(lane=None), event=lane.event_id, verdict__in=verdicts
        )
        self.queryset = own
        place = {verdict: number for number, verdict in enumerate(Verdict.values)}
        found = sorted(own, key=lambda reason: place[reason.verdict])
        self.choices = [
            ("", _("No code")),
            *(
                (Verdict(verdict).label, [(reason.pk, reason.text_inside) for reason in reasons])
                for verdict, reasons in groupby(found, key=lambda reason: reason.verdict)
            ),
        ]
        return bool(found)


class VerdictForm(forms.Form):
    """A verdict and why: whoever is rejected is owed a reason, and whoever is asked a question."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=Verdict,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reason = ReasonField(ReviewReason.objects.none(), label=_("Reason"), required=False)
    question = forms.CharField(
        label=_("Question to the attendee"),
        required=False,
        max_length=2000,
        help_text=_("Only when you ask. Sent by mail; the answer comes back here."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        help_text=_("For this lane only. The attendee never sees it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, lane: ReviewLane, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdicts = [str(value) for value, _label in self.fields["verdict"].choices]  # type: ignore[attr-defined]
        reason = self.fields["reason"]
        assert isinstance(reason, ReasonField)  # noqa: S101 - tells mypy which field it is
        if not reason.offer(lane, verdicts):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        verdict, reason = given.get("verdict"), given.get("reason")
        if reason and verdict and reason.verdict != verdict:
            self.add_error("reason", _("This reason is for another decision."))
        if verdict == Verdict.REJECT and not reason and not given.get("note") and not self.errors:
            self.add_error("note", _("Write why, in a few words."))
        if verdict == Verdict.ASK and not given.get("question") and not self.errors:
            if reason and reason.text_for_attendee:
                given["question"] = reason.text_for_attendee
            else:
                self.add_error("question", _("Write what you want to know."))
        return given

    def decision(self) -> dict[str, Any]:
        """What ``review.decide`` is told, besides who decides and when."""
        given = self.cleaned_data
        return {
            "verdict": Verdict(given["verdict"]),
            "reason": given.get("reason"),
            "note": given["note"],
            "question": given.get("question", ""),
        }


class BulkForm(VerdictForm):
    """One decision on several registrations in a lane.

    Those that have left the queue meanwhile are accepted here, so that the answer can say what
    became of them.
    """

    verdict = forms.ChoiceField(
        choices=[(verdict.value, verdict.label) for verdict in (Verdict.APPROVE, Verdict.REJECT)],
        widget=forms.HiddenInput,
        error_messages=CHOOSE,
    )
    question = None  # type: ignore[assignment]
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    registrations = forms.ModelMultipleChoiceField(
        label=_("Registrations"),
        queryset=LaneReview.objects.none(),
        to_field_name="registration_id",
        error_messages={"required": _("Select at least one registration.")},
    )

    def __init__(self, *args: Any, lane: ReviewLane, **kwargs: Any) -> None:
        super().__init__(*args, lane=lane, **kwargs)
        field = self.fields["registrations"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - tells mypy which field it is
        field.queryset = LaneReview.objects.filter(lane=lane).select_related("registration", "lane")
