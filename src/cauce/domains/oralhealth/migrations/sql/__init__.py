"""SQL of the fact views, one frozen file per version."""
