"""Module 1: exchange of medical services (source 000)."""
