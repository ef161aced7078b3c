"""Scripts that write the reference data files from their sources, deterministically.

Order: exchange_catalogue; real_units, geography, synthetic_units.
"""
