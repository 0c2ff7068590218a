"""Two hundred phone numbers, written as people write them, in what a document says: none in any byte of what is made for the public."""

import io
import json
import random
import re
import zipfile

import pytest
from click.testing import CliRunner
from factories import plan_text, write_document

from geomon.cli.commands import cli
from geomon.publishing import Cover

COUNT = 200
MOBILE = ("13", "14", "15", "16", "17", "18", "19")
AREAS = ("010", "0473", "0951", "0349", "0472", "021")
SAID = ("联系电话{}", "电话：{}", "手机{}", "请拨打{}", "联系人王某（{}）", "值班电话 {}", "举报电话{}", "负责人李某，{}", "Tel: {}",
        "微信同号{}")


def numbers(seed=27):
    """Distinct numbers: mobile plain, with blanks, with hyphens, with 86; landlines with and without hyphen."""
    dice, found = random.Random(seed), {}
    while len(found) < COUNT:
        m = dice.choice(MOBILE) + "".join(str(dice.randrange(10)) for _ in range(9))
        line = str(dice.randint(2, 8)) + "".join(str(dice.randrange(10)) for _ in range(6 if len(found) % 2 else 7))
        area = dice.choice(AREAS)
        forms = (m, f"{m[:3]} {m[3:7]} {m[7:]}", f"{m[:3]}-{m[3:7]}-{m[7:]}", f"+86 {m}", f"86-{m}", f"{area}-{line}", f"（{area}）{line}")
        found[forms[len(found) % len(forms)]] = SAID[len(found) % len(SAID)]
    return found


def digits(text):
    return re.sub(r"\D", "", text)


def test_each_is_covered_in_its_sentence():
    left = {}
    for number, said in numbers().items():
        covered = Cover()(f"经查，{said.format(number)}，限期整改。")
        if digits(number)[-7:] in digits(covered):
            left[said.format(number)] = covered
    assert left == {}


@pytest.fixture
def told(service, workspace):
    """A workspace whose problems name them all."""
    words = [said.format(number) for number, said in numbers().items()]
    problems = {str(n + 1): f"海南区第{n + 1}号矿边坡没有治理；{'；'.join(words[n::9])}。" for n in range(9)}
    write_document(workspace, "plan.txt", plan_text(problems, dict.fromkeys(problems, "2025年6月底前")))
    service.build()
    return service


def text_of(path):
    data = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-8", "replace")


def test_none_is_in_what_leaves_for_the_public(told, tmp_path):
    asked = ["-w", str(told.settings.root), "--as-of", "2024-12-15"]
    wanted = numbers()
    for name, command in {"a.xlsx": ["export"], "a.geojson": ["export"], "a.csv": ["export"], "map.html": ["map"],
                          "status.docx": ["report", "status"]}.items():
        done = CliRunner().invoke(cli, [*command, *asked, "--out", str(tmp_path / name), "--audience", "public"])
        assert done.exit_code == 0, done.output
        text = text_of(tmp_path / name)
        assert [number for number in wanted if number in text or json.dumps(number)[1:-1] in text or digits(number) in text] == [], name
    done = CliRunner().invoke(cli, ["export", *asked, "--out", str(tmp_path / "house.xlsx")])
    assert done.exit_code == 0
    inside = text_of(tmp_path / "house.xlsx")
    assert sum(number in inside for number in wanted) >= 190, "the house's own file has them"
