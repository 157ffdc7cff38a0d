"""A process of its own that decides: run as ``python -m tests.faults.reviewers USER VERDICT REVIEW…``.

It says ``ready`` when it has started, begins when a line comes on its standard input, and prints for
each review whether its decision came late.
"""

import sys

import django


def main(user: str, verdict: str, *reviews: str) -> None:
    django.setup()
    # Models can be imported only after Django is set up.
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from registrations import review  # noqa: PLC0415
    from registrations.models import LaneReview, Verdict  # noqa: PLC0415

    by = User.objects.get(pk=int(user))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for pk in reviews:
        lane_review = LaneReview.objects.select_related("registration", "lane").get(pk=int(pk))
        decision = review.decide(lane_review, Verdict(verdict), by=by, now=timezone.now())
        sys.stdout.write("late\n" if decision.came_late else "counted\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
