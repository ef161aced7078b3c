"""Pages of the exchange module."""
