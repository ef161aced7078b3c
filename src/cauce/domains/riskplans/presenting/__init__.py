"""From figures to what the pages draw."""
