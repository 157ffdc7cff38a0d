from django.db import migrations
from django.db.models import F, Max, Min


def leave_to_the_rule(apps, schema_editor):
    """Where all rows of a list had the same place, nobody had ordered them by hand.

    Organizations were named by the alphabet, and are in the events that there are.
    """
    apps.get_model("events", "Event").objects.update(organization_rule="name")
    for model, parent in (("Appearance", "session"), ("EventOrganization", "event")):
        rows = apps.get_model("events", model).objects.order_by()
        bounds = rows.values(parent).annotate(first=Min("order"), last=Max("order"))
        equal = list(bounds.filter(first=F("last")).values_list(parent, flat=True))
        for start in range(0, len(equal), 500):
            rows.filter(**{f"{parent}__in": equal[start : start + 500]}).update(order=None)


def put_first(apps, schema_editor):
    for model in ("Appearance", "EventOrganization"):
        apps.get_model("events", model).objects.filter(order=None).update(order=0)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_add_order_of_precedence"),
    ]

    operations = [
        migrations.RunPython(leave_to_the_rule, put_first),
    ]
