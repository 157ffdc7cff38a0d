"""The clock and the hands: Celery runs what is due; the database alone knows what is owed."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("plenary")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SECONDS_BETWEEN_PASSES = 10
SECONDS_BETWEEN_SCREENINGS = 30

app.conf.beat_schedule = {
    "send what is due": {
        "task": "notifications.tasks.send_due",
        "schedule": SECONDS_BETWEEN_PASSES,
        # A pass that waited longer than this is pointless: the next one does its work.
        "options": {"expires": SECONDS_BETWEEN_PASSES},
    },
    "compare attendees with lists": {
        "task": "registrations.tasks.screen_attendees",
        "schedule": SECONDS_BETWEEN_SCREENINGS,
        "options": {"expires": SECONDS_BETWEEN_SCREENINGS},
    },
}
