"""Pages of prior authorisation: they read with `queries` and `actions.read_request`, and write with `actions`."""
