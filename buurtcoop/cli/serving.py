"""`buurtcoop serve` and `buurtcoop scheduler`: the processes of a coop.

`serve` holds the port and starts web workers and one scheduler; each is started anew when it
dies, and ends when `serve` ends, also when that was killed.
"""

import errno
import gc
import multiprocessing
import os
import signal
import socket
import threading
from dataclasses import replace
from multiprocessing.context import SpawnProcess
from pathlib import Path

import click
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from buurtcoop.app import create_app
from buurtcoop.cli.fitness import NotReady, fit_instance, refuse_unready
from buurtcoop.cli.plainly import of_instance
from buurtcoop.core.log import write_log
from buurtcoop.reminders import clockwork
from buurtcoop.settings import PREFIX, Settings, load_settings

BACKPRESSURE = 64  # requests a worker holds before others wait outside
STOP_SECONDS = 15  # for a worker to finish what it is doing
PAUSE_SECONDS = 5  # before a scheduler that died is started anew
NEW_PROCESS = multiprocessing.get_context("spawn")  # inherits no connection, lock or pipe


@click.command(short_help="Serve the coop, with its scheduler.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the one in the settings.")
@click.option("--workers", type=click.IntRange(1, 64), help="Instead of those in the settings.")
@of_instance
def serve(folder: Path, port: int | None, workers: int | None) -> None:
    """Serve the coop on this machine and run its scheduler. Ctrl-C ends both.

    Listens on 127.0.0.1 unless the settings say otherwise: put a proxy with https in front, see
    config/server/Caddyfile. Every worker that dies is started anew.

    \b
    Example:
      buurtcoop serve --instance /var/lib/buurtcoop --port 8000
    """
    instance = fit_instance(folder)
    instance.close()
    settings = instance.settings
    settings = replace(settings, port=port or settings.port, workers=workers or settings.workers)
    serve_coop(settings)


@click.command(short_help="Run the scheduler alone, beside web workers of your own.")
@of_instance
def scheduler(folder: Path) -> None:
    """Look every minute what is due and deliver the mail. `serve` does this by itself.

    Several may run: one works, the others wait until it ends.

    \b
    Example:
      buurtcoop scheduler --instance /var/lib/buurtcoop
    """
    clockwork.run(fit_instance(folder))


def serve_coop(settings: Settings) -> None:
    """Serve until told to stop. Raises NotReady, also when the port is taken."""
    refuse_unready(settings)
    refuse_taken(settings.host, settings.port)
    os.environ[PREFIX + "INSTANCE"] = str(settings.instance)
    multiprocessing.set_start_method("spawn", force=True)
    companion = Companion(settings.instance)
    server = Server(
        "buurtcoop.cli.serving:application",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
    )
    click.echo(f"Served on http://{settings.host}:{settings.port} (Ctrl-C stops it)")
    companion.start()
    try:
        server.serve()
    finally:
        companion.stop()


def application() -> Flask:
    """The application of one web worker, as granian asks for it."""
    end_with_parent()
    settings = load_settings()
    write_log(settings.log_level)
    app = create_app(settings)
    # All that was made until here stays. Looking through it for rubbish now and then takes a
    # fifth of a second, of whoever happens to ask for a page.
    gc.freeze()
    return app


def end_with_parent() -> None:
    """Let this process end, in good order, when the one that started it is gone."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        assert parent is not None
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    if parent is not None:
        threading.Thread(target=watch, name="end with parent", daemon=True).start()


class Companion:
    """The scheduler beside the web workers, started anew when it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stopping = threading.Event()
        self._process: SpawnProcess | None = None
        self._keeper = threading.Thread(target=self._keep, name="scheduler keeper", daemon=True)

    def start(self) -> None:
        """Start the scheduler and whoever looks after it."""
        self._keeper.start()

    def stop(self) -> None:
        """End the scheduler; it finishes the message it is sending."""
        self._stopping.set()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(STOP_SECONDS)
        self._keeper.join(STOP_SECONDS)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._process = NEW_PROCESS.Process(
                target=_run_scheduler, args=(self.folder, os.getpid()), name="buurtcoop scheduler"
            )
            self._process.start()
            self._process.join()
            self._stopping.wait(PAUSE_SECONDS)


def _run_scheduler(folder: Path, parent: int) -> None:
    """`parent` comes along: whoever asks for it here may be an orphan by then, and never end."""
    os.setpgrp()  # Ctrl-C reaches serve alone, which stops us in order
    clockwork.run(fit_instance(folder), parent=parent)


def refuse_taken(host: str, port: int) -> None:
    """Say which port is taken, before anything starts."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except socket.gaierror as error:
        raise NotReady(f"host = {host!r} is no address of this machine.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise NotReady(
                f"Port {port} on {host} is taken by another program. Stop that one, or choose "
                f"another: --port {port + 1}"
            ) from error
        raise NotReady(f"Port {port} on {host} can't be used: {error.strerror}.") from error
