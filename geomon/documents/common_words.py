"""Words that a noun phrase of the genre is made of when it names nothing: 历史遗留废弃石灰石矿山. No name of any real place stands here."""

from __future__ import annotations

import re

from geomon.documents.place_nouns import HEAD

_WHERE = """
    城镇 城市 城区 农村 乡镇 乡村 村庄 村街 县城 市区 圩镇 场镇 集镇 街道 城乡 基层 属地 区域 局部 外围 沿线 周边 附近 相邻 末端 岸边 滩涂
    滩地 河滩 土质 大面积 系统 县级 市级 区级 旗级 省级 国家级 自治区级 5A级 4A级 3A级 沿江 沿黄 沿河 环湖 临湖 长江段 交界 出境 入境 高原
    草原 滨海湿地 滨海 坝面 库面 坡面 禁养区 限养区 永久
"""
_WATERS = """
    地下水 地表水 水源 水体 水系 水质 河道 河流 河湖 湖泊 沟渠 河塘沟渠 黑臭 断面 国控 区控 省控 市控 考核 非考核 流域 干流 支流 入黄 入河
    内河港口 内河 库汊 暗河 暗沟 暗管 暗涵 明沟 雨水沟 断头 行洪 导流 截排 截渗 截污 拦截 退水 引黄 井口 深层 浅层 千吨万人 湿地 水库
    生态塘 净化塘 净化 沉淀 表流 潜流 天然 人工
"""
_WATER_USED = """
    集中式? 饮用水? 供电 排污 排水 污染 污水 供水 取水 取用水 用水 补水 回用 再生水? 中水 雨水 尾水 粪水 直排 收液 高盐 疏干 灌溉 农田 抗旱
    自备 机电 加压 水务 小水电
"""
_MINES = """
    矿山 煤矿 煤炭 矿井 露天 井工 非煤 采矿 采煤 采石 采砂 采沙 砂石 石料 取土 排土 渣土 弃渣 尾矿 矸石 煤矸石 露采坑 露采 开采 开发 粉磨
    主平硐 平硐 洗选 洗煤 原煤 散煤 闭库 硫铁矿 磷铁矿 锡矿 铜矿 锑矿 汞矿 磷矿 铁矿 金矿 钼矿 钨矿 锰矿 金属矿 铅锌 稀土 高岭土 萤石 石英
    石膏 白云石 石灰石 石灰岩 花岗岩 玄武岩 页岩 粘土 黏土 铝土 青石 石材 建筑用石 建筑石料 饰面石材 砖瓦 砖瓦用 废石 矿泉
"""
_WASTES = """
    垃圾 填埋 焚烧 转运 处置 暂存 堆放 堆存 临时 消纳 倾倒 无害化 固废 危废 固体 一般 大宗 粉煤灰 炉渣 灰渣 电石渣 磷石膏 钛石膏 脱硫石膏
    赤泥 锰渣 兰炭末 兰炭 尾菜 农膜 残膜 地膜 秸秆 粪污 废物 废料 排渣 存量 增量 废旧 废品 报废 拆解 回收 收购 活性炭
"""
_TRADES = """
    石油 有色 纺织 印染 制革 油脂 铝材 碳素 商品 散货 货运 原料 石化 火电 印刷 包装 新车 焦化 水泥 钢铁 化工 冶炼 电石 铁合金 矿业 煤业
    工贸 商贸 贸易 实业 科技 资源 资源化 光伏 风电 发电 热电 供热 取暖 商砼 搅拌 加油 油气 储油 机动车 物资 物料 物流 轻质 可比 酸洗 平板
    浮法 钢化 日用 芦苇 养殖 畜禽 奶牛 屠宰 种植 农业 工农业 医疗 卫生院 旅游 水上 装修 运输 专用 运煤 罐车 低碳
"""
_KINDS_OF_PLACES = """
    生活 工业 园区 企业 建筑 项目 工程 设施 设备 点位 站点 网点 供应点 市场 公园 广场 学校 医院 基地 集团 公司 道路 公路 铁路 国道 省道
    县道 乡道 高速 高架 主干 次干 干道 交通 林地 草地 耕地 绿化 生态环境系统 旁路 线路 出路 思路
"""
_STATES_OF_PLACES = """
    新建 在建 已建 改建 拟建 自建 建成 生产 在产 停产 在用 关闭 废弃 闲置 历史遗留 历史 遗留 无主 私人 个体 国有 民营 私营 合法 非法 违法
    违建 违章 疑似 合规 许可 规划 计划 目标 轻度 重度 退化 超量 固定 应急 标准化 规模化? 规模 现代化 智慧 智能 数字 网格 清洁 收费 销售
    供应 无组织 有组织
"""
_DONE_THERE = """
    建设 修复 治理 利用 循环 经济 技术 产业 高新 综合 示范 试点 处理 第三方 三方 专业 环保 环卫 保洁 物业 施工 监理 运维 运营 服务 检测
    检验 监测 设计 咨询 公用 责任 主体 生态 自然 保护 保护区 绿盾 基本
"""
_WHICH = """
    相关 有关 其他 其它 多个 部分 个别 所有 各类 重点 主要 重要 核心 附属 配套 行业 大型 中型 小型 以上 今年 来源 问题 有限 股份 再生
"""
_LETTERS = (
    "各本全小大新老旧原主支入出等类型式级内外中上下东西南北侧段区县市镇乡村一二三四五六七八九十号期家处座"
    "的及和与、每某该其所为双多用业属排弃堆填人员厂站场库口园河沟湖渠江溪田山水地暗直跨旁含煤矿"
)
"""Single letters that are words of such a phrase."""
_LISTS = (_WHERE, _WATERS, _WATER_USED, _MINES, _WASTES, _TRADES, _KINDS_OF_PLACES, _STATES_OF_PLACES, _DONE_THERE, _WHICH)

GENERIC = re.compile("|".join(sorted(" ".join(_LISTS).split(), key=len, reverse=True)) + "|[0-9]+")
"""The longest word first, so that 历史遗留 is not read as 历史 alone."""
FILLER = re.compile(f"[{_LETTERS}]")
"""A letter of such a phrase."""


def is_a_kind(words: str) -> bool:
    """Return whether words say only what a place is: 历史遗留铁矿采坑, 砖厂."""
    return not FILLER.sub("", HEAD.sub("", GENERIC.sub("", words)))


SPECIFIC = re.compile(
    "污水处理厂|污水处理站|污水处理系统|垃圾处理[厂场]|填埋场|焚烧|处置中心|消纳场|园区$|产业园|开发区|工业园|人工湿地|水源地|水厂|中水厂|灌区"
    "|第[一二三四五六七八九十]|商城|公园|管理所|水务集团|水务公司|城投|热力公司"
)
"""A kind that names one place all the same when a county or city stands before it (a county's 污水处理厂; not its 企业)."""
