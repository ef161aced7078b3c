"""The exchange's rules: pure functions and tables; no framework, no clock, no I/O."""
