from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class PlenaryAdminSite(admin.AdminSite):
    """Where organizers build their events; one signs in at the site's one sign-in page."""

    site_title = _("Plenary")
    site_header = _("Plenary")
    index_title = _("Events")
    login = secure_admin_login(admin.AdminSite.login)
