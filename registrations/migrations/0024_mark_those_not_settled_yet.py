from django.db import migrations

STANDING = ["open", "paid", "waived"]
ENDED = ["declined", "cancelled", "expired"]


def mark(apps, schema_editor):
    """What a pass would have found until now: confirmed without an invoice, or ended with one."""
    Registration = apps.get_model("registrations", "Registration")
    Invoice = apps.get_model("registrations", "Invoice")
    standing = Invoice.objects.filter(state__in=STANDING).values("registration")
    owed = Registration.objects.filter(status="confirmed", ticket_type__price__gt=0).exclude(pk__in=standing)
    owed.update(is_to_be_settled=True)
    owing = Invoice.objects.filter(state__in=["open", "paid"]).values("registration")
    Registration.objects.filter(status__in=ENDED, pk__in=owing).update(is_to_be_settled=True)


class Migration(migrations.Migration):

    dependencies = [
        ('registrations', '0023_mark_what_is_to_be_settled'),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
