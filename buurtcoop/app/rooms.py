"""The rooms that have pages, hung in one place."""

from flask import Flask

from buurtcoop.core.instance import Instance


def hang(app: Flask, instance: Instance) -> None:
    """Give this app the pages of every room."""
