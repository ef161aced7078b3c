"""The web shell: base pages, components with a gallery, theme."""
