"""Tables that copying turned into lines, and the columns of petition lists, water sources, black waters and mines."""

import pytest

from geomon.documents import read_document, read_text, source_of_text
from geomon.documents.column_headings import role_in_table
from geomon.documents.column_words import answered
from geomon.documents.source import Grid

PETITIONS = ("序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实", "处理和整改情况", "问责情况")
FIRST = (
    "1", "X640300202105110007", "青石县柳沟镇东坡采石场昼夜开采，扬尘污染严重，影响周边村民生活。", "青石县", "大气、噪声",
    "经查，东坡采石场位于柳沟镇北侧，现场检查时未采取喷淋措施。", "属实",
    "一是责令该采石场立即停产整改，补建喷淋设施；二是2021年9月底前完成开采面复绿。", "无",
)
SECOND = (
    "2", "D640300202105120011", "青石县河口镇造纸厂夜间偷排废水，气味难闻。", "青石县", "水",
    "经现场核查，河口镇造纸厂污水处理设施正常运行，未发现偷排。", "不属实", "加强对该厂的日常巡查，发现问题依法处理。", "无",
)


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64)


def _grid(text: str):
    grids = [item for item in source_of_text(text).items if isinstance(item, Grid)]
    return [[cell.text for cell in row] for row in grids[0].rows] if grids else None


def check(tasks):
    assert [task.number for task in tasks] == ["1", "2"]
    assert [task.problem for task in tasks] == [FIRST[2], SECOND[2]]
    assert [len([m for m in task.measures if m.number]) for task in tasks] == [2, 0]
    assert [[m.due.month for m in task.milestones] for task in tasks] == [[9], []]
    assert all(task.deadline.kind == "none" and not task.units.responsible for task in tasks)


@pytest.mark.parametrize("between", ["\n", "\n\n", " |\n"], ids=["a line", "a blank line", "a bar"])
def test_a_table_with_a_cell_a_line_is_read_as_the_table_that_it_was(between):
    cells = between.join((*PETITIONS, *FIRST, *SECOND)) + between.rstrip("\n")
    text = f"信访举报转办和边督边改公开情况一览表\n（第三批 2021年5月20日）\n{cells}\n\n\n分享到：\n"
    assert _grid(text) == [list(PETITIONS), list(FIRST), list(SECOND)]
    check(_read(text).tasks)


def test_headings_broken_over_lines_or_all_in_one_line_are_the_same_headings():
    broken = "序号\n受理\n编号\n交办问题基本情况\n行政\n区域\n污染\n类型\n调查核实情况\n是否\n属实\n处理和整改情况\n问责\n情况"
    for heads in (broken, " ".join(PETITIONS)):
        assert _grid(f"边督边改情况\n{heads}\n" + "\n".join((*FIRST, *SECOND)))[0] == list(PETITIONS)


def test_cells_of_several_lines_and_cells_that_lack_find_their_columns():
    row = list(FIRST)
    row[5] = "1.经查，东坡采石场未采取喷淋措施。\n2.现场核查时，破碎车间没有封闭。"
    row[7] = "1.责令该采石场补建喷淋设施。\n2.督促其封闭破碎车间。"
    row[4] = ""
    text = "边督边改情况\n" + "\n".join((*PETITIONS, *filter(None, row), *SECOND))
    assert _grid(text)[1] == row
    del row[6]  # nobody said whether it is true
    assert _grid("边督边改情况\n" + "\n".join((*PETITIONS, *filter(None, row[:6]), *SECOND)))[1][5] == row[5]


def test_a_verdict_glued_to_its_finding_is_cut_off():
    row = [*FIRST[:5], FIRST[5] + "部分属实", *FIRST[7:]]
    grid = _grid("边督边改情况\n" + "\n".join((*PETITIONS, *row, *SECOND)))
    assert grid[1][5:7] == [FIRST[5], "部分属实"]


def test_rows_broken_at_bars_and_a_heading_out_of_its_place_are_set_right():
    text = """序号 | 所在地 | 水源地名称 | 水源地类别 （地级/县级） |
保护区类型 （一级、二级） |
问题具体情况 | 具体整治措施 | 计划完成 整治时间 |
备注 | 整治进展情况 | 是否完成整治 | 整治进度（%） |
3 | 青石县 | 柳沟 水库 |
县级 | 一级 | 柳沟水库一级保护区内有两处农家乐，污水直排。 | 立即整改 | 2018年11月 | 已关停一处农家乐，另一处正在协商拆迁补偿。 | 否 | 40% | |
4 | 青石县 | 柳沟 水库 |
县级 | 二级 | 柳沟水库二级保护区内有一处养殖场，粪污没有收集。 | 立即整改 | 2018年5月 | 养殖场已搬迁，场地已经平整并恢复植被。 | 是 | 100% | |
青石县饮用水水源地环境问题整治进展情况统计表（2018年7月）
"""
    tasks = _read(text).tasks
    assert [(t.number, t.title, t.status.text, t.status.progress, t.deadline.text) for t in tasks] == [
        ("3", "柳沟水库", "否", "in_progress", "2018年11月"), ("4", "柳沟水库", "是", "completed", "2018年5月"),
    ]
    assert not any(t.units.responsible for t in tasks)


WATERS = """示例市黑臭水体清单

编号

水体名称

（起始边界）

水体类型

面积/长度

所在区域

黑臭级别

水质现状

责任人

达标期限

1

桃花渠

（柳桥-石门闸）

渠道

1700

东湖区

轻度

完成整治，无黑臭

王大河

已完成

2

东大塘

（柳桥-新街）

湖塘

830

东湖区

中度

正在整治

李小江

2020年12月

示例市住房和城乡建设局
"""


def test_a_list_of_black_waters_is_about_its_waters_and_not_about_the_ends_of_their_stretches():
    tasks = _read(WATERS).tasks
    assert [[(m.name, m.layer) for m in task.mentions] for task in tasks] == [[("桃花渠", "water_body")], [("东大塘", "water_body")]]
    assert [(task.status.progress, task.deadline.kind) for task in tasks] == [("completed", "none"), ("in_progress", "date")]
    assert not any(task.units.responsible for task in tasks)  # 责任人 is a person


def test_the_opinion_of_the_acceptor_is_the_state_of_a_mine():
    text = """附件：
矿山生态保护修复验收意见表
序号
矿山名称
矿山主要生态环境问题
恢复治理措施及效果
初验意见
1
柳沟东坡采石场
占用及破坏土地资源、边坡裸露
1、清除了采场范围内的危岩体；
2、对采坑平整、覆土、植树，共3公顷；
3、修建排水沟。
合格
2
柳沟南坪采石场
占用及破坏土地资源
1、拆除了废弃构筑物，平整覆土4公顷；
不合格
"""
    tasks = _read(text).tasks
    assert [(t.title, t.status.progress, len(t.measures)) for t in tasks] == [("柳沟东坡采石场", "accepted", 3), ("柳沟南坪采石场", "in_progress", 1)]


def test_labels_and_values_that_end_with_bars_are_a_form():
    text = """反馈 问题 |
示例矿业有限公司开采区复绿标准不高，部分边坡没有修复。 |
整改 目标 |
完成开采区和边坡治理。 |
整改 措施 |
一是栽植爬藤植物；二是修整防洪沟。 |
整改时限 |
2024年12月底前 |
整改责任单位 |
示例县人民政府 |
拟何时销号 |
 |
"""
    (task,) = _read(text).tasks
    assert (task.problem, task.deadline.due.month, task.units.responsible) == ("示例矿业有限公司开采区复绿标准不高，部分边坡没有修复。", 12, ("示例县",))
    assert [m.number for m in task.measures] == ["1", "2"]


def test_a_csv_with_its_words_above_the_headings_is_a_list_of_waters(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(
        '"今年排查发现农村黑臭水体两条，现予公示。",,,,\n监督电话：0000-0000000,,,,\n序号,乡镇,位置名称,现状情况,河段长\n1,柳沟镇,枫林村内河,未消除,陈一\n'
        "2,柳沟镇,兰溪内河,已消除,张二\n", encoding="utf-8",
    )
    tasks = read_document(path).tasks
    assert [(t.number, [m.name for m in t.mentions], t.status.progress) for t in tasks] == [
        ("1", ["枫林村内河"], "in_progress"), ("2", ["兰溪内河"], "completed"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "示例市环保局各科室联系方式\n序号\n单位名称\n地址\n负责人\n联系电话\n1\n示例市水务局\n东湖区柳桥路1号\n王大河\n0000-1234567\n"
        "2\n示例市林草局\n东湖区新街2号\n李小江\n0000-7654321\n",
        "示例市集中式饮用水水源地名录\n序号\n水源地名称\n水源地类别\n所在区域\n主管单位\n1\n柳沟水库水源地\n县级\n青石县\n示例市水务局\n2\n南坪水源地\n县级\n青石县\n示例市水务局\n",
        "示例市重点排污企业名单\n序号 |\n企业名称 |\n行政区域 |\n污染类型 |\n联系电话 |\n1 |\n示例化工有限公司 |\n青石县 |\n水 |\n0000-1234567 |\n",
        "青石县自然恢复图斑核查统计表\n序号 | 图斑编号 | 图斑位置 | 面积（公顷） | 自然恢复面积（公顷） | 现状 | 中心点坐标 | 三调地类 |\n"
        "1 | CT6403002016000002003 | 柳沟镇东坡村 | 1.28 | 1.14 | 植被覆盖率高，自然恢复情况好 | 106.071233，37.529599 | 其他林地 |\n",
        "示例市行政处罚信息公开表\n序号\n处罚决定书文号\n被处罚单位\n违法事实\n处罚内容\n处罚日期\n1\n示环罚〔2023〕12号\n示例化工有限公司\n"
        "未按规定运行污染防治设施，超标排放水污染物。\n罚款20万元\n2023年5月6日\n",
        "示例市检查情况公开表\n序号\n企业名称\n检查时间\n检查情况\n是否存在问题\n检查人员\n1\n示例化工有限公司\n2023年5月6日\n"
        "现场检查时正常生产，污染防治设施运行正常。\n否\n王大河\n",
        "示例市城市黑臭水体水质监测结果\n序号\n水体名称\n所在区域\n监测点位\n透明度（cm）\n溶解氧（mg/L）\n监测日期\n1\n桃花渠\n东湖区\n柳桥\n35\n5.2\n2023年5月6日\n",
    ],
    ids=["telephones", "sources", "firms", "patches", "penalties", "inspections", "samples"],
)
def test_a_register_that_tells_of_no_work_is_no_list_of_tasks(text):
    assert not _read(text).tasks


def test_a_number_on_a_line_of_its_own_below_prose_makes_no_table():
    text = "说明\n序号\n本方案共列三项任务，由各单位分头落实。\n1\n东坡坑复绿。\n2\n南坪井封填。\n"
    assert _grid(text) is None
    heads = "序号\n颜色\n味道\n形状\n大小\n1\n红\n甜\n圆\n大\n2\n黄\n酸\n扁\n小\n"  # no column word of the genre
    assert _grid(heads) is None


def test_a_ledger_of_one_row_is_no_form_of_labels_and_values():
    table = "| " + " | ".join(PETITIONS) + " |\n" + "|---" * len(PETITIONS) + "|\n| " + " | ".join(FIRST) + " |\n"
    (task,) = _read(f"边督边改情况\n\n{table}").tasks
    assert (task.number, task.problem) == ("1", FIRST[2])


@pytest.mark.parametrize(
    ("heading", "cell", "progress"),
    [
        ("是否完成整治", "是", "completed"), ("是否办结", "否", "in_progress"), ("是否销号", "是", "closed"), ("整治进度（%）", "0%", "not_started"),
        ("整治进度（%）", "95%", "mostly_completed"), ("完成进度", "□已验收销号\n☑已完成\n□尚未启动", "completed"), ("初验意见", "不合格", "in_progress"),
    ],
)
def test_a_cell_answers_what_its_column_asks(heading, cell, progress):
    assert answered(heading, cell).progress == progress


def test_a_cell_under_another_heading_answers_nothing():
    assert answered("是否属实", "是") is None
    assert answered("浓度", "30%") is None
    assert role_in_table("整改措施") is None
