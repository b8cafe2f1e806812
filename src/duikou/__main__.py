"""`python -m duikou` is the `duikou` command."""

from duikou.config.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
