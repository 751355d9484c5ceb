"""Open the page: `python app.py`, the same as `resnet-explorer page`."""

import sys

from explorer.__main__ import main

if __name__ == "__main__":
    sys.exit(main("app.py"))
