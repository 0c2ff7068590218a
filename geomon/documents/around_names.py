"""Words behind a place's name: what is the matter there, on which side of it, and that an office is meant and no place."""

from __future__ import annotations

import re

WASTE_NEAR = re.compile(
    "磺渣|锰渣|砷渣|锯泥|药渣|煤矸石|矸石|固废|废渣|钢渣|炉渣|水渣|尾矿|粉煤灰|渣土|弃渣|建筑垃圾|生活垃圾|工业垃圾|垃圾(?!收集|桶|箱|转运|焚烧|分类)"
)
"""Narrower than the words of `localities`: with 废石, 弃土 or 矿渣 near it a firm, river or reserve would be taken for a waste site."""
WASTE_ACT = re.compile("遗留(?=[一-龥]{0,4}渣)|填埋|堆存|堆放|倾倒|处置|贮存|库容|存放|清运|清理")
WATER_ACT = re.compile("二沉池|排污口|外排口|出水|尾水|渗漏|污水处理")
MINING_ACT = re.compile("开采|采矿|采砂|采石|盗采|越界")

AGENCY = re.compile(
    "(?:与[^，。；]{1,8}(?:协商|签订|沟通)|管委会|党工委|管理委员会|人民政府|政府|党委|委员会|管理局|管理处|局|办公室|分局|支队|专班|领导小组|指挥部|委、)"
)

_DIRECTION = "[东南西北]{1,2}[侧边面部](?!区)|[东南西北]岸|两侧|厂区[东南西北]{1,2}侧"
_NEAR = "旁边?|路边|附近|周边(?!区)|对面|门口|桥下|院内|岸边|脚下"
_GROUND = "空地|林地|沙场|渣堆|堆场|排水沟|水塘|荒地|坑塘|沟内|农田|草地|坑内|河滩|滩地|山谷|山沟|冲沟|山坳|坡地|场地|废鱼塘|沟渠"
SIDE = re.compile(f"(?:{_DIRECTION}|{_NEAR})(?:的)?(?:一|多处)?(?:[^，。；、有]{{0,6}}?(?:{_GROUND}))?")
"""甲厂东侧空地: a place is told by the one that it lies at."""
