"""What the module brings in from files: the register of ESE."""
