"""The WSGI application, for any server that speaks WSGI; `buurtcoop serve` is the usual way."""

from buurtcoop.app import create_app
from buurtcoop.settings import load_settings

app = create_app(load_settings())
