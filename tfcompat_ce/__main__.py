"""``python -m tfcompat_ce`` is the ``tfcompat-ce`` command."""

from tfcompat_ce.cli import main

if __name__ == "__main__":
    main()
