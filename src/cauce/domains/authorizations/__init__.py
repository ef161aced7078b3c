"""Autorización previa ("formato ST2"): ask, screen, decide, use, appeal.

It follows what source 002 calls "formato ST2"; it is not IMSS's form ST-2, which is a work-risk discharge opinion.
"""
