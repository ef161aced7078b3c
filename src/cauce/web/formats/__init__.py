"""Country forms that Django does not bring; es-MX and es-CO are its own."""
