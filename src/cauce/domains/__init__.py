"""The programmes. They do not import each other."""
