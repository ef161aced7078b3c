"""Addresses of the risk plans."""

from . import urls_plans, urls_reports

app_name = "riskplans"
urlpatterns = [*urls_plans.urlpatterns, *urls_reports.urlpatterns]
