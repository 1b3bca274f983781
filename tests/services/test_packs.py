"""Rule packs: ours are whole, and a file that does not fit is refused by name and key."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING
from buurtcoop.qualifications.models import Skill
from buurtcoop.qualifications.operations import add_skill, end_skill
from buurtcoop.services import checks
from buurtcoop.services.models import Service
from buurtcoop.services.operations import start_service
from buurtcoop.services.packs import (
    PackWrong,
    RulePack,
    all_packs,
    pack_named,
    read_pack,
    shelf,
)
from buurtcoop.services.queries import checks_of, offered
from buurtcoop.services.rules import MODES, ChildrenNeedChecks, SkillUnproven
from buurtcoop.settings import data_folder
from tests.cast import Cast, seen_by
from tests.house.files import ROOT
from tests.house.test_words import patterns
from tests.services.prepared import TODAY

OURS = sorted((data_folder("config") / "coop" / "packs").glob("*.toml"))
NAMES = [path.stem for path in OURS]
GOOD = (data_folder("config") / "coop" / "packs" / "speelmiddag.toml").read_text("utf-8")

Write = Callable[[str, str], Path]


@pytest.fixture
def write(instance: Instance) -> Write:
    """Puts a file in the coop's own folder of packs."""

    def written(name: str, text: str) -> Path:
        folder = instance.folder / "packs"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def started(pack: RulePack, cast: Cast, **facts: object) -> Service:
    """Coor starts a service from this pack, for nothing."""
    decided = {"price": NOTHING, "price_decided_by": "het bestuur", "activity_id": 1}
    return start_service(pack, {**decided, "starts_on": TODAY, **facts}, seen_by(cast.coor))


def test_there_is_a_pack_for_each_thing_neighbours_do() -> None:
    assert NAMES == [
        "eettafel",
        "formulierenuur",
        "iets-anders",
        "klussen-en-tuin",
        "oppaskring",
        "samen-op-pad",
        "speelmiddag",
        "veilig-op-straat",
        "zon-op-ons-dak",
    ]


@pytest.mark.parametrize("path", OURS, ids=NAMES)
def test_each_pack_has_agreements_for_both_sides_and_two_ways_to_help(path: Path) -> None:
    pack = read_pack(path)
    asked = set(pack.agreements.asked)
    assert {"volunteer"} < asked
    assert asked & {"service", "guardian"}
    assert sum(bool(getattr(pack.modes, name)) for name in MODES) >= 2


@pytest.mark.parametrize("path", OURS, ids=NAMES)
def test_each_pack_speaks_plain_dutch(path: Path) -> None:
    said = re.sub(r"^#.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
    found = [
        f"{pattern.pattern}: say {right}"
        for pattern, right, _staff in patterns()
        if pattern.search(said)
    ]
    assert not found


def test_each_pack_becomes_a_service_that_nobody_is_offered_yet(
    opened: Instance, cast: Cast, subtests: pytest.Subtests
) -> None:
    for name in NAMES:
        with subtests.test(name=name):
            _becomes_a_service(name, cast)


def _becomes_a_service(name: str, cast: Cast) -> None:
    pack = pack_named(name)

    service = started(pack, cast)

    assert (service.pack, service.opened_on) == (name, None)
    assert service.give_promise.splitlines() == list(pack.give_promise)
    assert service.helpers_needed <= service.usual_minimum <= service.usual_helpers
    assert [check.question for check in checks_of(service.id)] == [
        check.question for check in pack.checklist
    ]
    assert service not in offered(TODAY)
    assert (service.skill.name if service.skill else "") == next(
        (skill.name for skill in pack.skills if skill.must_have), ""
    )


@pytest.mark.parametrize("name", ["speelmiddag", "oppaskring"])
def test_a_pack_for_children_asks_outside_and_is_free(name: str, opened: Instance) -> None:
    pack = pack_named(name)
    assert any(check.outside for check in pack.checklist)
    assert pack.asks_consent
    assert not pack.counts_for_duty
    assert (pack.price, pack.helpers_at_least, pack.children_per_carer) == (0, 2, 4)


def test_two_packs_that_want_the_same_skill_share_it(opened: Instance, cast: Cast) -> None:
    first, second = (started(pack_named(name), cast) for name in ("speelmiddag", "oppaskring"))
    assert first.skill_id == second.skill_id
    assert db().query(Skill).filter_by(name="VOG").count() == 1


def test_a_skill_that_went_off_the_list_comes_back(opened: Instance, cast: Cast) -> None:
    coor = seen_by(cast.coor)
    vog = add_skill("VOG", explanation="Gezien.", proven=True, valid_months=36, by=coor)
    end_skill(vog.id, coor)
    assert started(pack_named("speelmiddag"), cast).skill_id == vog.id
    assert vog.ended_on is None


def test_ones_own_word_is_not_enough_where_a_pack_wants_proof(opened: Instance, cast: Cast) -> None:
    add_skill(
        "VOG", explanation="Eigen woord.", proven=False, valid_months=None, by=seen_by(cast.coor)
    )
    with pytest.raises(SkillUnproven, match="VOG"):
        started(pack_named("speelmiddag"), cast)


def test_children_never_come_without_the_questions_about_the_law(
    opened: Instance, cast: Cast
) -> None:
    with pytest.raises(ChildrenNeedChecks):
        started(
            pack_named("iets-anders"),
            cast,
            children_per_carer=4,
            helpers_at_least=2,
            usual_minimum=2,
            counts_for_duty=False,
        )


@pytest.mark.parametrize(
    ("old", "new", "key", "why"),
    [
        ('icon = "horse-toy"', 'icon = "skull"', "icon", "Dit plaatje kennen we niet"),
        ("asks_consent", "asks_consnet", "asks_consnet", "Dit woord kennen we niet"),
        ('name = "Speelmiddag"\n', "", "name", "Dit ontbreekt"),
        ('name = "Speelmiddag"', 'name = " "', "name", "Dit is leeg"),
        ('name = "Speelmiddag"', "name = 4", "name", 'Schrijf het zo: "Een zin."'),
        ("usual_seats = 12", 'usual_seats = "12"', "usual_seats", "Schrijf het zo: 4"),
        ("usual_seats = 12", "usual_seats = true", "usual_seats", "Schrijf het zo: 4"),
        ("usual_seats = 12", "usual_seats = 999", "usual_seats", "van 0 tot en met 300"),
        ("usual_seats = 12", "price = 100", "price", "Wet kinderopvang"),
        ("helpers_at_least = 2", "helpers_at_least = 1", "helpers_at_least", "minstens 2"),
        ("counts_for_duty = false", "", "counts_for_duty", "tellen niet mee"),
        ("usual_minimum = 3", "usual_minimum = 1", "usual_minimum", "minstens 2 helpers"),
        ("child_to_age = 9", "child_to_age = 3", "child_from_age", "eerst de jongste"),
        ("usual_seats = 12", 'log_kinds = ["Lamp kapot"]', "log_days", "na hoeveel dagen"),
        ("[[checklist]]", "[[checklists]]", "checklists", "Dit woord kennen we niet"),
        ("[[checklist]]", "[[skills]]", "skills.question", "Dit woord kennen we niet"),
        ("outside = true", "outside = 1", "checklist.outside", "Schrijf het zo: true"),
        ("[agreements.guardian]", "[agreements.service]", "agreements.guardian", "ontbreekt"),
        ('owes = ["Een VOG', 'ows = ["Een VOG', "agreements.volunteer.ows", "kennen we niet"),
        ('code = "speelmiddag"', 'code = "anders"', "code", "naam van het bestand"),
        ("valid_months = 24", "must_have = true", "skills.must_have", "Kies 1 ding"),
        ("children_per_carer = 4\n", "", "asks_consent", "Alleen bij kinderen"),
        ("[[checklist]]", "[[", "–", "Dit bestand is niet te lezen"),
        ("usual_seats = 12", "usual_seats = " + "9" * 5000, "–", "Dit bestand is niet te lezen"),
        ("usual_seats = 12", "a = " + "[" * 5000 + "]" * 5000, "–", "niet te lezen"),
        ('code = "speelmiddag"', 'code = "speel\\u0000"', "code", "Schrijf het zo"),
    ],
)
def test_a_pack_that_does_not_fit_is_refused_by_file_and_key(
    tmp_path: Path, old: str, new: str, key: str, why: str
) -> None:
    path = tmp_path / "speelmiddag.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")

    with pytest.raises(PackWrong) as refused:
        read_pack(path)

    assert (refused.value.file, refused.value.key) == ("speelmiddag.toml", key)
    assert why in str(refused.value)


def test_fewer_than_two_ways_to_help_need_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "iets-anders.toml"
    text = next(each for each in OURS if each.stem == "iets-anders").read_text("utf-8")
    text = re.sub(r"mode_(teach|carry) = .*\n", "", text)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackWrong, match=r"iets-anders\.toml, modes: Kies minstens 2 manieren"):
        read_pack(path)

    why = 'one_mode_why = "Hier kan het maar op 1 manier."'
    path.write_text(text.replace("[modes]", f"[modes]\n{why}"), encoding="utf-8")
    assert read_pack(path).modes.one_mode_why


def test_the_coops_own_pack_takes_the_place_of_ours(opened: Instance, write: Write) -> None:
    write("speelmiddag", GOOD.replace('name = "Speelmiddag"', 'name = "Spelen"'))
    assert pack_named("speelmiddag").name == "Spelen"
    assert len(all_packs()) == len(OURS)


def test_a_file_that_changed_is_read_anew(opened: Instance, write: Write) -> None:
    path = write("eigen", GOOD.replace('code = "speelmiddag"', 'code = "eigen"'))
    assert pack_named("eigen").usual_seats == 12
    path.write_text(path.read_text("utf-8").replace("= 12", "= 11"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert pack_named("eigen").usual_seats == 11
    path.unlink()
    with pytest.raises(LookupError):
        pack_named("eigen")


def test_a_broken_file_of_the_coop_is_said_by_the_check(opened: Instance, write: Write) -> None:
    gone = write("leeg", "").with_name("weg.toml")
    gone.symlink_to(opened.folder / "nergens")
    write("eigen", "code = 4")

    assert [wrong.file for wrong in shelf().wrong] == ["eigen.toml", "leeg.toml", "weg.toml"]
    assert len(all_packs()) == len(OURS)
    said = "This rule pack can't be used: eigen.toml, code: Dit past hier niet."
    assert checks.broken()[0].startswith(said)


def test_no_code_asks_for_a_pack_by_name() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "buurtcoop").rglob("*.py"))
        if "demo" not in path.parts
        for name in NAMES
        if re.search(rf"[\"']{name}[\"']", path.read_text("utf-8"))
    ]
    assert not found
