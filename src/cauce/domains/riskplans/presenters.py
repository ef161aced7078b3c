"""Audit sentences of the risk plans."""
