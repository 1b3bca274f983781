"""Reading a bank file: first what it would do, then it is done.

Between the two the file stays with who brought it, folded and sealed by us: nothing of it is
kept here before it is in the book, and the import reads and checks it anew.
"""

import zlib
from base64 import b64decode, b64encode

from flask import Blueprint, current_app, flash, redirect
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer

from buurtcoop.bank import operations
from buurtcoop.bank.formats import MADE_AFTER
from buurtcoop.bank.forms import ImportForm, UploadForm
from buurtcoop.bank.rules import LARGEST_FILE, FileFormat
from buurtcoop.bank.views.telling import Names
from buurtcoop.core.words import N_
from buurtcoop.documents.rules import MEGABYTE
from buurtcoop.web.pages import _, attempt, gone, ngettext, page, permission, takes_files, viewer

bp = Blueprint("bank_file", __name__, url_prefix="/geld/bank")
HERE = "/geld/bank"
# Four letters for three bytes, and what else stands in a form.
MOST = LARGEST_FILE * 4 // 3 + MEGABYTE
FORMATS = {
    FileFormat.CAMT: N_("CAMT.053 van elke bank"),
    FileFormat.MT940: N_("MT940 van elke bank"),
    FileFormat.ING: N_("CSV van ING"),
    FileFormat.RABOBANK: N_("CSV van Rabobank"),
    FileFormat.ABN_AMRO: N_("TAB van ABN AMRO"),
    FileFormat.TRIODOS: N_("CSV van Triodos"),
    FileFormat.ASN: N_("CSV van ASN en SNS"),
    FileFormat.BUNQ: N_("CSV van bunq"),
}


@bp.route("/inlezen", methods=["GET", "POST"])
@permission("bank.change")
@takes_files(MOST)
def read() -> ResponseReturnValue:
    """Choose a file, and see what it would do."""
    form = UploadForm.sent()
    if form.is_submitted() and form.validate():
        with attempt():
            data, name = form.read()
            preview = operations.look(data)
            return page(
                "bank/preview.html",
                preview=preview,
                name=name,
                names=Names.read(),
                form=ImportForm.fresh(kept=_kept(data, name)),
            )
    return page(
        "bank/read.html",
        form=form,
        formats=[(_(said), *_known_of(kind)) for kind, said in FORMATS.items()],
        untried=not all(made.tried for made in MADE_AFTER.values()),
    )


def _known_of(kind: FileFormat) -> tuple[str, str]:
    """Where the reader of a format comes from, and whether it was tried with a real file."""
    made = MADE_AFTER[kind]
    return (
        _("Gemaakt naar wat banken erover publiceren.")
        if made.described
        else _("Gemaakt naar voorbeelden op internet. Niet naar een beschrijving van de bank."),
        _("Geprobeerd met een echt bestand.")
        if made.tried
        else _("Nog niet geprobeerd met een echt bestand."),
    )


@bp.route("/inlezen/doen", methods=["POST"])
@permission("bank.change")
@takes_files(MOST)
def take_in() -> ResponseReturnValue:
    """Take in the file that was looked at."""
    form = ImportForm.sent()
    if form.accepted():
        try:
            data, name = _opened(form.kept.data or "")
        except BadSignature:
            gone()
        with attempt():
            done = operations.import_file(data, name, viewer())
            flash(_told(done), "good")
            return redirect(HERE, code=303)
    return redirect(f"{HERE}/inlezen", code=303)


def _told(done: operations.Imported) -> str:
    """What came in, and what was booked by itself."""
    if not done.new:
        return _("Alles uit dit bestand was al ingelezen. Er is niets veranderd.")
    new = ngettext(
        "%(num)s nieuw bedrag ingelezen.", "%(num)s nieuwe bedragen ingelezen.", done.new
    )
    if not done.at_once:
        return new
    booked = ngettext("%(num)s is meteen geboekt.", "%(num)s zijn meteen geboekt.", done.at_once)
    return f"{new} {booked}"


def _seal() -> Signer:
    return Signer(str(current_app.secret_key), salt=f"bank file {viewer().id}")


def _kept(data: bytes, name: str) -> str:
    """The file with its name, folded and sealed for who brought it."""
    said = b64encode(name[:200].encode()) + b"." + b64encode(zlib.compress(data))
    return _seal().sign(said).decode()


def _opened(kept: str) -> tuple[bytes, str]:
    """Only what we folded ourselves is unfolded. Raises BadSignature."""
    name, _dot, data = _seal().unsign(kept).partition(b".")
    return zlib.decompress(b64decode(data)), b64decode(name).decode()
