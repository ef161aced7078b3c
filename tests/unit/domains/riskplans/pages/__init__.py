"""Pages of the risk plans."""
