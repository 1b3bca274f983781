"""Stories: reading them, telling one, and taking it back."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.afterwards import operations, queries
from buurtcoop.afterwards.forms import SCOPES, StoryForm
from buurtcoop.afterwards.models import Scope
from buurtcoop.afterwards.rules import TAKE_DOWN, PhotoGone
from buurtcoop.afterwards.seen import OwnStory
from buurtcoop.core import clock
from buurtcoop.core.instance import may_write
from buurtcoop.documents.models import Attachment
from buurtcoop.documents.rules import MOST_SENT
from buurtcoop.services.models import Service
from buurtcoop.services.queries import offered, service_by_slug
from buurtcoop.shifts.queries import took_part
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    number_argument,
    or_gone,
    page,
    permission,
    picture,
    takes_files,
    viewer,
)

bp = Blueprint("stories", __name__)

PHOTO_NAME = "foto.jpg"
LOOK, TELL, WITHOUT_PHOTO = "bekijk", "deel", "zonder"


@bp.route("/verhalen")
@permission("public")
def every_story() -> ResponseReturnValue:
    """What this reader may read, the newest first."""
    service = _named_service()
    found = queries.stories_for(
        viewer(),
        service_id=service.id if service else None,
        after=number_argument("na"),
        before=number_argument("voor"),
    )
    here = f"/verhalen?bij={service.slug}&" if service else "/verhalen?"
    return page(
        "afterwards/stories.html",
        service=service,
        stories=found.stories,
        may_tell=viewer().may("mine.change"),
        may_take_down=viewer().may(TAKE_DOWN),
        previous=f"{here}voor={found.previous}" if found.previous else None,
        next=f"{here}na={found.next}" if found.next else None,
    )


@bp.route("/verhalen/nieuw", methods=["GET", "POST"])
@permission("mine.change")
@takes_files(MOST_SENT)
def tell() -> ResponseReturnValue:
    """Ask, show how others will see it, tell it: presses of one form, told once."""
    about = _named_service()
    form = StoryForm.among(_services(about), about, viewer())
    step = request.form.get("stap", LOOK)
    if step == WITHOUT_PHOTO:
        form.kept.data = ""
    if step in (LOOK, TELL) and _photo_is_kept(form) and form.accepted():
        photo = _kept_photo(form)
        if step == LOOK and (photo or not form.photo_id):
            return page(
                "afterwards/preview.html",
                form=form,
                service_name=form.service_name,
                scope=SCOPES[Scope(form.scope.data)],
                photo=photo,
            )
        if step == TELL:
            with attempt():
                _tell(form)
                flash(_("Dank u wel voor uw verhaal. Het staat erbij."), "good")
                return redirect("/mijn/verhalen", code=303)
    return _form_page(form, about)


@bp.route("/verhalen/foto/<int:photo_id>")
@permission("public")
def photo(photo_id: int) -> ResponseReturnValue:
    """The picture, for who may read its story; asked again each time, so taken back is gone."""
    found = or_gone(queries.photo_for, viewer(), photo_id)
    return picture(found.content, found.kind, name=PHOTO_NAME, fingerprint=found.fingerprint)


@bp.route("/mijn/verhalen")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """What I told, who may read it, and until when."""
    return page(
        "afterwards/mine.html",
        stories=queries.stories_of(viewer().id),
        scopes=SCOPES,
        today=clock.today(),
    )


@bp.route("/mijn/verhalen/<int:story_id>/terugnemen", methods=["GET", "POST"])
@permission("mine.change")
def take_back(story_id: int) -> ResponseReturnValue:
    """I take my yes back: first what happens then, and then it does."""
    story = _own(story_id)
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.take_back(story_id, viewer())
            flash(_("Uw toestemming is teruggenomen. Dat geldt vanaf nu."), "good")
            return redirect("/mijn/verhalen", code=303)
    return page("afterwards/take_back.html", form=form, story=story)


@bp.route("/verhalen/<int:story_id>/weghalen", methods=["GET", "POST"])
@permission(TAKE_DOWN)
def take_down(story_id: int) -> ResponseReturnValue:
    """Take down what somebody told, who called or stands in a photo unasked."""
    story = or_gone(queries.story_for, viewer(), story_id)
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.take_back(story_id, viewer())
            flash(_("Dit verhaal is weg, met de naam en de foto."), "good")
            return redirect("/verhalen", code=303)
    return page("afterwards/take_down.html", form=form, story=story)


def _named_service() -> Service | None:
    """The service the address names; 404 for one there is not."""
    slug = request.args.get("bij", "")
    return or_gone(service_by_slug, slug) if slug else None


def _services(about: Service | None) -> list[Service]:
    """What one may tell about: what is offered today, and what the address names."""
    found = offered(clock.today())
    return [about, *found] if about and about not in found else found


def _tell(form: StoryForm) -> None:
    operations.tell(
        int(form.service.data),
        viewer(),
        words=form.words.data,
        signed=form.signed.data,
        scope=Scope(form.scope.data),
        until=form.until.data,
        agreed=form.agreed.data,
        photo_id=form.photo_id,
        others_agreed=form.others_agreed.data,
        shift_id=_day_of_teller(),
    )


def _photo_is_kept(form: StoryForm) -> bool:
    """Keep the photo that came along, so that it need not be chosen again; False when refused."""
    if not form.photo.data or not may_write():
        return True
    before = form.kept.data
    with attempt():
        form.kept.data = str(operations.bring_photo(form.photo.data.read(), viewer()))
    return bool(form.kept.data != before)


def _kept_photo(form: StoryForm) -> Attachment | None:
    """The photo as it was kept, when it is still there."""
    if form.photo_id is None:
        return None
    try:
        return queries.photo_for(viewer(), form.photo_id)
    except LookupError:
        return None


def _form_page(form: StoryForm, about: Service | None) -> ResponseReturnValue:
    photo = _kept_photo(form)
    if form.photo_id and photo is None:
        form.kept.data = ""
        flash(_(PhotoGone.sentence), "bad")
    return page("afterwards/tell.html", form=form, about=about, photo=photo)


def _day_of_teller() -> int | None:
    """The day the story is about, when the teller was there."""
    shift_id = number_argument("inzet")
    return shift_id if shift_id and took_part(viewer().person_id, shift_id) else None


def _own(story_id: int) -> OwnStory:
    """The viewer's own story that still stands, or 404."""
    own = (story for story in queries.stories_of(viewer().id) if story.id == story_id)
    found = next(own, None)
    return found if found and found.erased_at is None else gone()
