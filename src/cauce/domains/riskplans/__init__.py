"""Module 3: follow-up and evaluation of hospitals' financial-risk plans (PGIR, Colombia)."""
