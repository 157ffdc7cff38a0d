from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PlenaryAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with our site in the place of its own."""

    default_site = "config.admin_site.PlenaryAdminSite"
    default = False


class HouseConfig(AppConfig):
    """The floor that sees all others; it holds the commands that span them."""

    name = "config"
    default = True
