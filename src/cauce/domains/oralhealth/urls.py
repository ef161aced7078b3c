"""Addresses of the oral-health module."""

app_name = "oralhealth"
urlpatterns: list = []
