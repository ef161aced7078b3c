"""Addresses of prior authorisation."""

from . import urls_asking, urls_governing, urls_oversight, urls_reviewing, urls_using

app_name = "authorizations"
urlpatterns = [
    *urls_asking.urlpatterns,
    *urls_reviewing.urlpatterns,
    *urls_using.urlpatterns,
    *urls_governing.urlpatterns,
    *urls_oversight.urlpatterns,
]
