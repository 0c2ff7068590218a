"""Records that only their repeating words outline: slips, circulars of typical problems, a label a line, all fields of a line."""

import pytest

from geomon.documents import read_text, source_of_text

SLIPS = """西湾市河长制办公室
河湖管理突出问题督办单
西河长督〔2025〕{a}号
主送：东湖区人民政府
督办事由：东坡河滩地上有一处砂石堆场，没有手续。
督办要求：（1）砂石全部清离；（2）滩地恢复植被。
办结期限：2025年6月20日
销号情况：砂石已经全部清离，滩地整治完成
- - - - - - - - - - - -
西河长督〔2025〕{b}号
主送：南坪县人民政府，市水务局
督办事由：南坪水库库尾有人投放网箱，水质变差。
督办要求：（1）拆除网箱；（2）设卡管护。
办结期限：2025年7月31日
销号情况：网箱没有拆完，不予销号
以上两单由市河长办跟踪。
"""


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def test_slips_one_below_another_are_numbered_as_their_papers():
    first, second = _tasks(SLIPS.format(a=7, b=9))
    assert (first.number, second.number) == ("7", "9")
    assert (first.units.responsible, second.units.responsible) == (("东湖区",), ("南坪县", "市水务局"))
    assert second.problem == "南坪水库库尾有人投放网箱，水质变差。"
    assert [len(task.measures) for task in (first, second)] == [2, 2]
    assert (first.deadline.text, second.deadline.text) == ("2025年6月20日", "2025年7月31日")
    assert second.status.progress == "in_progress"


CASES = """关于两起典型问题的通报
各县人民政府：
典型问题之一
东湖县——渗滤液外溢
东坡填埋场调节池开裂，渗滤液流到便道，进入西湾河支沟。
责任单位：东湖县人民政府
处理意见：（1）补好裂缝。（2）建拦截坝一道。
整改期限：2025年8月底
最新情况：裂缝补完，拦截坝没有建完
典型问题之二
南坪县——废石占沟
南坪石料厂废石越过挡墙，压占南沟一百多米，挡墙有垮塌风险。
责任单位：南坪县人民政府、市自然资源局
处理意见：废石清运，挡墙加固。
整改期限：2025年6月30日前
最新情况：挡墙加固，沟道通水
各地要引以为戒，再查一遍。
"""


def test_a_paragraph_between_heading_and_fields_is_the_problem():
    first, second = _tasks(CASES)
    assert (first.number, second.number) == ("1", "2")
    assert first.problem == "东坡填埋场调节池开裂，渗滤液流到便道，进入西湾河支沟。"
    assert second.title == "南坪县——废石占沟"
    assert second.problem.endswith("挡墙有垮塌风险。") and "引以为戒" not in second.problem
    assert (second.units.responsible, second.deadline.text) == (("南坪县", "市自然资源局"), "2025年6月30日前")


ALONE = """东湖县整改任务完成情况公开表
任务编号
DH-2-{n}
整改任务
东坡镇污水没有处理，流入西湾河。
责任单位
县住建局、东坡镇人民政府
整改时限
2025年12月底
整改措施
1.建成污水站一座。
2.铺设支管。
验收意见
经县级联合验收，准予通过
任务编号
DH-2-31
整改任务
南坪煤矿排矸场没有封场，坡脚观测井损坏。
责任单位
南坪镇人民政府
整改时限
2025年3月底前
整改措施
1.覆土植草。
2.重打观测井。
验收意见
已完成整改，待县级验收
公开时间：2025年4月10日
"""


def test_labels_alone_on_their_lines_keep_the_number_as_printed():
    first, second = _tasks(ALONE.format(n=17))
    assert (first.number, second.number) == ("DH-2-17", "DH-2-31")
    assert first.problem == "东坡镇污水没有处理，流入西湾河。"
    assert first.units.responsible == ("县住建局", "东坡镇")
    assert [m.number for m in second.measures] == ["1", "2"]


IN_A_LINE = """东湖县河长“一河一单”
1)西湾河（河长 某某）；问题：河坡种菜，污水入河；措施：劝退，补草皮；责任：东坡社区；时限：2025年7月底；结果：已完成整改
2)南沟（河长 某某）；问题：蟹塘尾水直排；措施：建尾水池；责任：南坪村、镇水利站；时限：2025年9月底前；结果：正在整改
以上单子每季度评一次。
"""


def test_all_fields_of_a_record_may_stand_in_one_line():
    first, second = _tasks(IN_A_LINE)
    assert (first.number, first.problem, first.deadline.text) == ("1", "河坡种菜，污水入河", "2025年7月底")
    assert second.units.responsible == ("南坪村", "镇水利站")
    assert (first.status.progress, second.status.progress) == ("completed", "in_progress")
    assert "西湾河" in [mention.name for mention in first.mentions]


def test_dashes_before_labels_and_a_street_office():
    text = "东湖区入河排污口整治进展\n" + "".join(
        f"{n}、DH-0{n}\n——排口名称：东坡{n}号排口\n——存在问题：晴天排水，雨污错接。\n——整治要求：改接入管网。\n"
        f"——责任主体：东坡街道办事处、区住建局\n——完成时间：2025年{n}月底前\n——进度：达到序时进度\n" for n in (5, 6)
    )
    for task, month in zip(_tasks(text), (5, 6), strict=True):
        assert (task.problem, task.goal, task.deadline.due.month) == ("晴天排水，雨污错接。", "改接入管网。", month)
        assert task.units.responsible == ("东坡街道", "区住建局")


@pytest.mark.parametrize(
    "text",
    [
        # permits: the words repeat, and nothing is wrong
        "东湖县环境工程项目清单\n" + "".join(f"项目名称：东坡污水处理厂{n}期\n建设单位：东坡水务公司\n建设内容：扩建污水管网。\n建设期限：2025年{n}月底\n" for n in (3, 4)),
        # penalties: what was wrong, and no one has to put it right by a day
        "东湖县环境违法案件\n" + "".join(f"当事人：东坡{n}号石料厂\n违法事实：扬尘污染，没有防尘网。\n处罚依据：第一百条\n处罚结果：罚款{n}万元\n" for n in (3, 4)),
        # an audit of budgets: fields of tasks, another matter
        "东湖县预算问题\n" + "".join(f"督办事由：{n}笔经费超支。\n处理意见：退回。\n责任单位：县财政局\n办结期限：2025年{n}月底\n" for n in (3, 4)),
        # works that are put out to tender
        "东湖县河道工程招标\n" + "".join(f"标段：{n}\n工程内容：西湾河清淤{n}公里。\n招标单位：县水务局\n工期要求：确保质量\n完成时间：2025年{n}月底\n" for n in (3, 4)),
        # posts of an office of the environment
        "东湖县生态环境局招聘\n" + "".join(f"岗位：监测{n}\n职责：水质监测。\n用人单位：县环境监测站\n报名时间：2025年{n}月底\n" for n in (3, 4)),
        # questions of citizens and answers
        "东湖县环境问答\n" + "".join(f"问题：垃圾{n}怎么分类？\n答复：按四类分。\n答复单位：县城管局\n答复时间：2025年{n}月2日\n" for n in (3, 4)),
        # studies that are to be made
        "东湖县水环境课题\n" + "".join(f"课题名称：西湾河水质研究{n}\n研究内容：水质变化。\n承担单位：县环科院\n完成时间：2025年{n}月底\n" for n in (3, 4)),
        # one slip alone repeats nothing
        "西湾市通知\n主送：东湖区人民政府\n事由：参加环境会议。\n期限：2025年6月20日\n",
    ],
    ids=["permits", "penalties", "audit", "works", "vacancies", "questions", "research", "once"],
)
def test_records_of_other_matters_are_refused(text):
    assert not _tasks(text)


DEMANDED = """关于两起突出环境问题的督办通知
违法事实：东坡煤矿停用加药装置，矿井水直排西湾河。
责任主体：东湖区人民政府
督办期限：2025年6月30日
督办要求：查封暗管，恢复加药。
{first}违法事实：南坪水库边上还有三个养殖场，粪污入库。
责任主体：市水务局
督办期限：2025年9月底
督办要求：清退养殖场，运走粪污。
{last}"""


def test_a_demand_without_a_number_goes_on_below_the_last_record():
    joined = "同时把滩地整治一遍，种树复绿。\n"
    for closing in ("", "以上两单请按期清理完毕。\n", "西湾市河长办公室\n2025年5月1日\n"):
        _, last = _tasks(DEMANDED.format(first="", last=joined + closing))
        assert "".join(m.text for m in last.measures).replace("\n", "") == "清退养殖场，运走粪污。" + joined.strip()


@pytest.mark.parametrize(
    "closing", ["各地要同时清理别的河段。", "同时，我办将督办拆除情况。", "对两单整治情况逐月通报。", "另外，逾期没有拆除的，予以约谈。", "养殖业要绿色发展。", "我办将适时开展督办。"]
)
@pytest.mark.parametrize("first", ["", "同时做好水质监测。\n"])
def test_what_closes_the_paper_is_no_demand_of_the_last_record(closing: str, first: str):
    _, last = _tasks(DEMANDED.format(first=first, last=closing + "\n"))
    if "养殖业" in closing and first:
        return  # where others go on, so may the last
    assert [m.text for m in last.measures] == ["清退养殖场，运走粪污。"]
