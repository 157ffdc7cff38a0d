"""Every address of the site, and one that does nothing but answer."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as addresses_of_the_site


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello, world", content_type="text/plain")


urlpatterns = [path("hello", hello), *addresses_of_the_site]
