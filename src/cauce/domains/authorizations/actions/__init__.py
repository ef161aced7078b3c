"""The one door for writing of prior authorisation."""
