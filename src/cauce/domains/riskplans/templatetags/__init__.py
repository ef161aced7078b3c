"""Template filters of the risk plans."""
