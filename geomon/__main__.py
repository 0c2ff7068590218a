"""`python -m geomon` is `geomon`."""

from geomon.cli import main

if __name__ == "__main__":
    main()
