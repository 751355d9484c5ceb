"""Open the page: `python app.py`, the same as `resnet-explorer page`."""

from explorer.__main__ import program

if __name__ == "__main__":
    program("app.py")
