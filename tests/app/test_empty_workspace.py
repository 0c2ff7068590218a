"""What a person sees on each page between `geomon init` and the first document: no fault, and a sentence that says how to begin."""

import pytest
from page_parts import markup

from geomon.service import open_service
from geomon.service.workspace import init_workspace
from geomon.settings import load_settings

BEGINS = {
    "map": ("Take one in on the page Documents", "在“资料”页导入"), "overview": ("geomon build", "geomon build"),
    "planning": ("Draw an area", "画一个范围"), "field": ("Take one in on the page Documents", "在“资料”页导入"),
    "documents": ("Choose files", "选择要导入的文件"),
    "review": ("on the page Documents", "在“资料”页导入"), "layers": ("Choose", "选"), "record": ("Nothing", "还没有任何记录"),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = open_service(load_settings(init_workspace(tmp_path_factory.mktemp("new") / "city"), {}))
    yield service
    service.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", BEGINS)
def test_a_new_workspace_has_no_faults_and_says_how_to_begin(open_page, service, page, lang):
    app = open_page(service, lang, **({} if page == "map" else {"desk": page}))
    said = markup(app) + " ".join(button.label for button in app.button)
    assert not app.exception
    assert 'class="fault"' not in said
    assert BEGINS[page][lang == "zh"] in said
