"""The same command as `buurtcoop`, for where it is not on the path: python -m buurtcoop.cli."""

from buurtcoop.cli import main

if __name__ == "__main__":
    main(prog_name="buurtcoop")
