"""Shared fixtures."""

import os

os.environ.setdefault("CAUCE_ENV", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cauce.config.settings")
