"""Reading the oral-health module's tables."""
