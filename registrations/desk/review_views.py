"""The desk's review: lanes, the queue of one, and one registration as a lane may see it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from events.models import Event
from registrations import review
from registrations.desk import verdicts
from registrations.desk.access import DeskRequest, desk_page, event_at_desk, may_see_sensitive
from registrations.desk.review_forms import BulkForm, VerdictForm
from registrations.desk.review_queue import (
    IN_A_LIST,
    QueueFilter,
    answer_facts,
    corrections,
    facts,
    lanes_with_counts,
)
from registrations.models import LaneReview, ReviewLane

ROWS_ON_A_PAGE = 100


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def lanes(request: DeskRequest, slug: str) -> HttpResponse:
    """All lanes; where there is one only, what waits in it."""
    event = event_at_desk(request.user, slug, action=Action.DECIDE_IN_LANES)
    own = set(ReviewLane.objects.filter(event=event).decidable_by(request.user).values_list("pk", flat=True))
    now = timezone.now()
    shown = [lane for lane in lanes_with_counts(event, now=now) if lane.pk in own or event.may_manage]  # type: ignore[attr-defined]
    if len(shown) == 1 and shown[0].pk in own:
        return _queue(request, event, shown[0])
    return render(request, "desk/review.html", {"event": event, "lanes": shown, "own": own, "now": now})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def lane(request: DeskRequest, slug: str, lane_pk: int) -> HttpResponse:
    event = event_at_desk(request.user, slug, action=Action.DECIDE_IN_LANES)
    return _queue(request, event, _lane(request, event, lane_pk))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def lane_review(request: DeskRequest, slug: str, lane_pk: int, pk: int) -> HttpResponse:
    """One registration, with what the lane may see of it; after the decision, the next one."""
    event = event_at_desk(request.user, slug, action=Action.DECIDE_IN_LANES)
    own_lane = _lane(request, event, lane_pk)
    reviews = LaneReview.objects.filter(lane=own_lane).select_related(
        "lane", "registration__ticket_type", "registration__event"
    )
    own = get_object_or_404(reviews, registration=pk)
    now = timezone.now()
    queue = QueueFilter(request.GET, lane=own_lane, user=request.user, now=now)
    following = queue.reviews().exclude(pk=own.pk).first()
    form = VerdictForm(request.POST if request.method == "POST" else None, lane=own_lane)
    if form.is_valid():
        verdicts.give([own], form.decision(), request=request, zone=event.zone, now=now)
        if following is None:
            return redirect("registrations:lane", slug, own_lane.pk)
        return redirect(verdicts.address(following, query=request.GET.urlencode()))
    context = {
        "event": event,
        "lane": own_lane,
        "lane_review": own,
        "registration": own.registration,
        "facts": [
            *facts(own.registration, own_lane),
            *answer_facts(
                own.registration,
                own_lane,
                by=request.user,
                with_sensitive=may_see_sensitive(event),
                now=now,
            ),
        ],
        "corrections": corrections(own.registration, lane=own_lane),
        "hits": own.registration.rule_hits.all(),
        "questions": own.questions.select_related("asked_by"),
        "decisions": own.decisions.select_related("reviewer", "reason"),
        "others": own.registration.lane_reviews.exclude(pk=own.pk).select_related("lane"),
        "tally": review.tally(own),
        "why_not": verdicts.why_not(own, request.user),
        "form": form,
        "following": verdicts.address(following, query=request.GET.urlencode()) if following else "",
        "query": request.GET.urlencode(),
        "is_overdue": own.is_overdue(now=now),
    }
    return render(request, "desk/lane_review.html", context)


def _lane(request: DeskRequest, event: Event, pk: int) -> ReviewLane:
    """A lane of the event in which the reader decides; any other does not exist."""
    own = ReviewLane.objects.filter(event=event).decidable_by(request.user)
    return get_object_or_404(own.select_related("event"), pk=pk)


def _queue(request: DeskRequest, event: Event, own_lane: ReviewLane) -> HttpResponse:
    now = timezone.now()
    filters = QueueFilter(request.GET, lane=own_lane, user=request.user, now=now)
    form = BulkForm(request.POST if request.method == "POST" else None, lane=own_lane)
    if request.method == "POST" and not own_lane.has_bulk_decisions:
        messages.warning(request, _("In this lane, registrations are decided one by one."))
        return redirect("registrations:lane", event.slug, own_lane.pk)
    if form.is_valid():
        verdicts.give(
            form.cleaned_data["registrations"], form.decision(), request=request, zone=event.zone, now=now
        )
        return redirect(request.get_full_path())
    page = Paginator(filters.reviews(), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "lane": own_lane,
        "filters": filters,
        "form": form,
        "page_obj": page,
        "rows": [
            (each, facts(each.registration, own_lane, among=IN_A_LIST), each.is_overdue(now=now))
            for each in page
        ],
        "how_many": ngettext("%(count)d registration", "%(count)d registrations", page.paginator.count)
        % {"count": page.paginator.count},
        "selected": request.POST.getlist("registrations"),
        "query": request.GET.urlencode(),
        "now": now,
    }
    return render(request, "desk/lane.html", context)
