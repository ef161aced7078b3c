"""`{% load ui %}`: the component library (see cauce.web.ui)."""

from cauce.web.ui import register

__all__ = ["register"]
