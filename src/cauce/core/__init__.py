"""What the four programmes share. Core never imports a domain module."""
