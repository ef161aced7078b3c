"""Addresses of the exchange module."""

app_name = "exchange"
urlpatterns: list = []
