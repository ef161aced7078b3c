"""Running the system: backup and restore, health, metrics, logs, keys, and a doctor for the settings."""
