"""Lists of audits, hazards at work and inspections of other matters are set out like remediation and hold no task of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Task

_UNIT, _DAY = "石桥镇人民政府", "2024年6月底前"


def tasks(text: str) -> tuple[Task, ...]:
    return read_text(source_of_text(text), "page.txt", "0" * 64).tasks


def ways(title: str, problems: Sequence[str]) -> list[str]:
    """Return a paper as a table, as a plan with labels, and as records that only their labels outline."""
    rows = [f"| {n} | {problem} | 逐项落实。 | {_UNIT} | {_DAY} |" for n, problem in enumerate(problems, 1)]
    table = "\n".join([title, "| 序号 | 存在问题 | 治理措施 | 责任单位 | 治理期限 |", "| --- | --- | --- | --- | --- |", *rows])
    plan = "".join(
        f"{n}、{problem}\n整改目标：全部改正。\n整改措施：逐项落实。\n整改时限：{_DAY}\n责任单位：{_UNIT}\n"
        for n, problem in zip("一二三四", problems, strict=False)
    )
    records = "".join(f"存在问题：{problem}\n整改措施：逐项落实。\n责任单位：{_UNIT}\n治理期限：{_DAY}\n" for problem in problems)
    return [table, f"{title}\n{plan}", f"{title}\n{records}"]


_OTHERS = {
    "柳湾市预算执行审计查出问题整改清单": ["非税收入没有及时上缴国库。", "公务接待费超预算列支。", "公务接待费超预算列支，屡审屡犯。"],
    "柳湾市水污染防治专项资金审计问题整改台账": ["水污染防治资金滞留财政账户三百万元。", "污水处理费没有及时征缴。", "生态补偿资金用来发放工资。"],
    "柳湾市安全隐患排查治理清单": ["消防通道堆着纸箱。", "配电箱没有接地，电线裸露。", "灭火器过期。"],
    "柳湾市煤矿重大事故隐患整改清单": ["工作面瓦斯传感器失灵。", "排水泵有故障，电缆老化。", "顶板支护不到位。"],
    "柳湾市燃气安全问题整改台账": ["阀门锈蚀漏气。", "软管老化开裂。", "报警器没有电。"],
    "柳湾市委巡察反馈问题整改清单": ["支部会议记录不全。", "谈心谈话走过场。", "考勤松散。"],
    "柳湾市食品安全问题整改清单": ["食堂没有留样。", "后厨没有纱窗。", "健康证过期。"],
    "柳湾市优化营商环境问题整改清单": ["办证窗口排队太久。", "惠企政策没有兑现。", "服务热线难打通。"],
}


@pytest.mark.parametrize("title", sorted(_OTHERS))
@pytest.mark.parametrize("way", range(3), ids=["table", "plan", "records"])
def test_a_list_of_another_matter_has_no_tasks(title: str, way: int) -> None:
    assert tasks(ways(title, _OTHERS[title])[way]) == ()


_OURS = {
    "柳湾市尾矿库环境安全隐患整改清单": ["渗滤液收集池开裂，污水流进河道。", "排洪沟堵塞，尾砂流入水渠。"],
    "柳湾市尾矿库安全隐患治理清单": ["坝体渗水，下游沟道有尾砂。", "排洪沟堵塞，观测井损坏。"],
    "柳湾市生态环境安全隐患排查整治台账": ["废机油露天存放。", "地下油罐渗漏，水有油味。"],
    "柳湾市环境风险隐患整改清单": ["事故应急池太小。", "危废库没有导流沟。"],
    "柳湾市饮用水水源地安全隐患整改清单": ["保护区内有三户养鸡。", "围栏有缺口。"],
    "柳湾市自然资源资产离任审计查出问题整改清单": ["污水处理厂出水总氮超标。", "采石场占用林地二十亩。"],
    "柳湾市水污染防治审计查出问题整改清单": ["水污染防治资金滞留账户。", "北沟污水站停运，污水直排河道。"],
    "柳湾市生态环境保护督察反馈问题整改清单": ["治污资金拨付滞后。", "压力传导不够，责任没有压实。"],
    "柳湾市核与辐射安全隐患整改清单": ["放射源库门锁生锈。", "监测仪过期。"],
    "柳湾市扶贫项目环评手续整改清单": ["东坡养鸡场没有办手续。", "南坪加工厂未验先投。"],
    "柳湾市医疗机构废水废气隐患整改清单": ["消毒池停用。", "排气筒太低。"],
    "柳湾市突出问题整改清单": ["治污资金拨付滞后。", "村口垃圾成堆。"],
}


@pytest.mark.parametrize("title", sorted(_OURS))
@pytest.mark.parametrize("way", range(2), ids=["table", "plan"])
def test_hazards_and_audits_of_the_environment_are_tasks(title: str, way: int) -> None:
    assert len(tasks(ways(title, _OURS[title])[way])) == 2


def test_what_a_list_of_hazards_tells_of_the_environment_is_a_task() -> None:
    problems = ["消防通道堆着纸箱。", "废机油倒进雨水沟，污染下游水渠。", "灭火器过期。"]
    for text in ways("柳湾市汽修行业安全隐患排查治理清单", problems)[:2]:
        (task,) = tasks(text)
        assert (task.number, "雨水沟" in task.problem) == ("2", True)


@pytest.mark.parametrize("money", [2, 8])
def test_what_an_audit_tells_of_harm_to_the_environment_is_a_task_whatever_plant_did_it(money: int) -> None:
    ours = ["水库养殖网箱没有清完。", "砂石矿占用基本农田十亩。", "化肥减量没有落实。", "化工园区没有建应急池。"]
    others = ["非税收入没有及时上缴国库。", "公务接待超预算列支。"] * 4
    text = ways("柳湾县审计查出问题整改清单", [*ours, *others[:money]])[0]
    assert [task.number for task in tasks(text)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("told", ["化工厂没有应急通道。", "水库大坝没有护栏。", "电站没有灭火器。"])
def test_a_hazard_at_a_plant_is_no_task(told: str) -> None:
    assert tasks(ways("柳湾县安全生产隐患整改清单", [told, "灭火器过期。"])[0]) == ()
