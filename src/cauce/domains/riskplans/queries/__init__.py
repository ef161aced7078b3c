"""Reading the risk plans."""
