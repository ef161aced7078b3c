"""Pages of the risk plans: they read with `queries` and write with `actions`."""
