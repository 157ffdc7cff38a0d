"""The list of attendees for attendees, and what one shows of oneself on it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from events import programme
from registrations import attendee_list
from registrations.models import ListedTo, Listing, Registration
from registrations.personal_views import personal, verified_registration
from speakers.models import Sector

CARDS_ON_A_PAGE = 25
LONGEST_SEARCH = 100
SHOWN = ("shows_name", "shows_organization", "shows_position", "shows_sector", "shows_country", "shows_email")


class ListingForm(forms.ModelForm):
    """Whom one lets see what of oneself."""

    sectors = forms.MultipleChoiceField(
        label=gettext_lazy("Sectors"),
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only where you have chosen certain sectors. Attendees state their sector themselves."
        ),
    )

    class Meta:
        model = Listing
        fields = ("listed_to", "sectors", *SHOWN)
        widgets = {"listed_to": forms.RadioSelect}
        labels = {
            "listed_to": gettext_lazy("Who may see you on the list"),
            "shows_name": gettext_lazy("Name, also in native script"),
            "shows_organization": gettext_lazy("Organization"),
            "shows_position": gettext_lazy("Position"),
            "shows_sector": gettext_lazy("Sector"),
            "shows_country": gettext_lazy("Country or region"),
            "shows_email": gettext_lazy("E-mail address"),
        }
        error_messages = {"listed_to": {"required": gettext_lazy("Choose who may see you.")}}

    use_required_attribute = False

    def __init__(self, data: Any, *, instance: Listing) -> None:
        super().__init__(data, instance=instance, initial={"sectors": instance.sector_list})
        self.fields["listed_to"].choices = ListedTo.choices  # type: ignore[attr-defined]

    def clean_sectors(self) -> str:
        chosen = self.cleaned_data["sectors"]
        return f"|{'|'.join(chosen)}|" if chosen else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("listed_to") == ListedTo.SECTORS and not cleaned.get("sectors"):
            self.add_error("sectors", _("Choose at least one sector."))
        return cleaned

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SHOWN]


@personal(referrer_policy="same-origin")
@require_safe
def attendees(request: HttpRequest, token: str) -> HttpResponse:
    own = _own(token)
    words = " ".join(request.GET.get("q", "")[:LONGEST_SEARCH].split())
    page = Paginator(attendee_list.found(own, words), CARDS_ON_A_PAGE).get_page(request.GET.get("page"))
    listing = Listing.objects.filter(registration=own).exclude(listed_to=ListedTo.NOBODY).first()
    context = {
        "programme": programme.read(own.event),
        "registration": own,
        "page_obj": page,
        "cards": [attendee_list.card(listing) for listing in page],
        "words": words,
        "own_listing": listing,
    }
    return render(request, "registrations/attendees.html", context)


@personal(referrer_policy="same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def own_listing(request: HttpRequest, token: str) -> HttpResponse:
    own = _own(token)
    listing = Listing.objects.filter(registration=own).first() or Listing(registration=own)
    form = ListingForm(request.POST if request.method == "POST" else None, instance=listing)
    if form.is_valid():
        attendee_list.choose(own, form.cleaned_data, now=timezone.now())
        messages.success(request, _("What others see of you has been changed."))
        return redirect("registrations:attendee_list", token)
    context = {"programme": programme.read(own.event), "registration": own, "form": form}
    return render(request, "registrations/own_listing.html", context)


def _own(token: str) -> Registration:
    """A confirmed registration for an event that has such a list; for anybody else there is none (404)."""
    own = verified_registration(token)
    if not (own.is_confirmed and own.event.has_attendee_list):
        raise Http404
    return own
