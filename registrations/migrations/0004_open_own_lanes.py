from django.db import migrations
from django.db.models import Max


def open_own_lanes(apps, schema_editor):
    """What is under review lies before the event's own lane from now on, since it entered review."""
    Registration = apps.get_model("registrations", "Registration")
    ReviewLane = apps.get_model("registrations", "ReviewLane")
    LaneReview = apps.get_model("registrations", "LaneReview")
    under_review = Registration.objects.filter(status="under_review")
    entered = under_review.annotate(entered_at=Max("status_changes__changed_at"))
    lanes = {}
    for registration in entered.iterator(chunk_size=1000):
        if registration.event_id not in lanes:
            lanes[registration.event_id], _created = ReviewLane.objects.get_or_create(
                event_id=registration.event_id,
                is_default=True,
                defaults={
                    "name": "Review",
                    "name_en": "Review",
                    "name_ja": "審査",
                    "has_bulk_decisions": True,
                },
            )
        LaneReview.objects.get_or_create(
            registration=registration,
            lane=lanes[registration.event_id],
            defaults={"opened_at": registration.entered_at or registration.registered_at},
        )


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0003_add_review_lanes'),
    ]

    operations = [
        migrations.RunPython(open_own_lanes, migrations.RunPython.noop),
    ]
