"""Papers of the oral-health module."""
