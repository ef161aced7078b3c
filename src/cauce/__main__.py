"""Entry point of the `cauce` command (also `python -m cauce`)."""

import os


def main() -> None:
    """Run the command line with Cauce's settings selected."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cauce.config.settings")
    from cauce.cli import run

    run()


if __name__ == "__main__":
    main()
