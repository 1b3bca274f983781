"""The WSGI application, for any server that speaks WSGI; `buurtcoop serve` is the usual way."""

from buurtcoop.app import create_app
from buurtcoop.core.log import write_log
from buurtcoop.settings import load_settings

settings = load_settings()
write_log(settings.log_level)
app = create_app(settings)
