"""Pages of the shell, one topic a file."""
