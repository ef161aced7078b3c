"""Pages of the oral-health module."""
