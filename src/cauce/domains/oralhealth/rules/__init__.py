"""Pure rules of the oral-health module: no framework, no clock, no input or output."""
