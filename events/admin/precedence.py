"""The page on which staff see who comes before whom, and why, and give somebody another place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.validators import MaxValueValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action
from events import placing, protocol_sheet
from events.admin import clock
from events.models import Event
from events.placing import SPEAKERS, NotInTheList, OrderHasChanged, ProtocolList


class AboutEvents(Protocol):
    """The admin class of events, as far as this page needs it."""

    admin_site: AdminSite
    opts: Any

    def own_event(self, request: HttpRequest, event_id: int, action: Action) -> Event: ...


class PlaceForm(forms.Form):
    """Where somebody is to stand, and why."""

    place = forms.IntegerField(label=pgettext_lazy("order of precedence", "Place"), min_value=1)
    note = forms.CharField(
        label=_("Why there"),
        max_length=200,
        error_messages={"required": _("Say why, for whoever asks later.")},
    )

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.validators.append(MaxValueValidator(count))
        place.widget.attrs |= {"max": count, "inputmode": "numeric"}


@dataclass(frozen=True)
class Line:
    """A row of the list with its form."""

    row: protocol_sheet.Row
    url: str
    placed_at: str
    form: PlaceForm


def urls(about_events: AboutEvents) -> list[URLPattern]:
    """The addresses of this page, for whoever edits the event; nobody else finds them."""

    def precedence_view(request: HttpRequest, event_id: int) -> HttpResponse:
        event = about_events.own_event(request, event_id, Action.EDIT_EVENT)
        context = about_events.admin_site.each_context(request) | {"opts": about_events.opts}
        return precedence_page(request, event, context)

    def file_view(request: HttpRequest, event_id: int, extension: str) -> HttpResponse:
        event = about_events.own_event(request, event_id, Action.EDIT_EVENT)
        return precedence_file(request, event, extension)

    view = about_events.admin_site.admin_view
    return [
        path("<int:event_id>/precedence/", view(precedence_view), name="events_event_precedence"),
        path(
            "<int:event_id>/precedence/list.<str:extension>",
            view(file_view),
            name="events_event_precedence_file",
        ),
    ]


def precedence_page(request: HttpRequest, event: Event, context: dict[str, Any]) -> HttpResponse:
    """One list of the event; a move is written only where the list still is as it was looked at."""
    lists = placing.lists_of(event)
    one_list = _chosen(request, lists)
    refused: dict[str, PlaceForm] = {}
    if request.method == "POST":
        form = PlaceForm(request.POST, prefix=request.POST.get("row", ""), count=len(one_list.placed))
        if "leave" in request.POST or "leave_all" in request.POST or form.is_valid():
            return _write(request, event, one_list, form)
        refused[request.POST.get("row", "")] = form
    page = {
        "title": _("Order of precedence"),
        "subtitle": name_of(one_list),
        "event": event,
        "list": one_list,
        "lines": list(_lines(one_list, event, refused)),
        "choices": [(key, name_of(each), key == one_list.key) for key, each in lists.items()],
        "rule": _rule_in_words(one_list, event),
        "unnamed": placing.unnamed_in(event) if one_list.key == SPEAKERS else [],
        "query": urlencode({"list": one_list.key}),
    }
    return TemplateResponse(request, "admin/events/event/precedence.html", context | page)


def precedence_file(request: HttpRequest, event: Event, extension: str) -> HttpResponse:
    if extension not in protocol_sheet.CONTENT_TYPES:
        raise Http404
    one_list = _chosen(request, placing.lists_of(event))
    name = f"{event.slug}-precedence-{one_list.key}.{extension}"
    return HttpResponse(
        protocol_sheet.file_of(one_list, event, extension),
        content_type=protocol_sheet.CONTENT_TYPES[extension],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def name_of(one_list: ProtocolList) -> str:
    if one_list.session is not None:
        return gettext("Session: %(title)s") % {"title": one_list.session.title}
    if one_list.role is not None:
        return gettext("Organizations: %(role)s") % {"role": one_list.role.label}
    return gettext("Speakers")


def _chosen(request: HttpRequest, lists: dict[str, ProtocolList]) -> ProtocolList:
    """The list that the address names. Raises Http404."""
    one_list = lists.get(request.GET.get("list", SPEAKERS))
    if one_list is None:
        raise Http404
    return one_list


def _lines(one_list: ProtocolList, event: Event, refused: dict[str, PlaceForm]) -> Iterator[Line]:
    count = len(one_list.placed)
    for row in protocol_sheet.rows_of(one_list, event):
        initial = {"place": row.number, "note": row.note}
        form = refused.get(row.key) or PlaceForm(initial=initial, prefix=row.key, count=count)
        url = reverse(row.address[0], args=[row.address[1]]) if row.address else ""
        placed_at = clock.show(row.placed_at, zone=event.zone) if row.placed_at else ""
        yield Line(row, url, placed_at, form)


def _rule_in_words(one_list: ProtocolList, event: Event) -> str:
    if one_list.role is not None:
        return event.get_organization_rule_display()
    return event.get_precedence_rule_display()


def _write(
    request: HttpRequest, event: Event, one_list: ProtocolList, form: PlaceForm
) -> HttpResponseRedirect:
    row_key = request.POST.get("row", "")
    seen: dict[str, Any] = {"list_key": one_list.key, "looked_at": request.POST.get("looked_at", "")}
    try:
        if "leave_all" in request.POST:
            placing.leave_to_the_rule(event, **seen)
            said = gettext("Everybody stands where the rule puts them.")
        elif "leave" in request.POST:
            placing.leave_to_the_rule(event, row_key=row_key, **seen)
            said = gettext("This one stands where the rule puts them again.")
        else:
            values = form.cleaned_data
            placing.move(
                event,
                row_key=row_key,
                place=values["place"],
                note=values["note"],
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
                **seen,
            )
            said = gettext("Placed by hand. The public sees it when you publish the agenda.")
        messages.success(request, said)
    except NotInTheList:
        messages.error(request, gettext("Nothing was changed: this one is no longer in the list."))
    except OrderHasChanged:
        messages.error(
            request,
            gettext(
                "Nothing was changed: the order is another one since you looked at it. This is how it is now."
            ),
        )
    address = reverse("admin:events_event_precedence", args=[event.pk])
    return redirect(f"{address}?{urlencode({'list': one_list.key})}")
