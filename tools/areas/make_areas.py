#!/usr/bin/env python3
"""Makes config/areas.csv: provinces, cities and areas of China with their codes and spellings.

    python3 -m venv /tmp/areas && /tmp/areas/bin/pip install jionlp==1.5.31 pypinyin==0.55.0 --no-deps
    /tmp/areas/bin/python tools/areas/make_areas.py > config/areas.csv

Only this script needs Python; the service reads the committed file. It takes names and codes from
jionlp (Apache-2.0, PyPI), whose names are newer than its codes for places that were changed since 2019: CHANGED
below gives those the code and name of GB/T 2260. A changed row is checked against the name it had, so that a newer
jionlp stops the script instead of being mended twice.
"""

import importlib.util
import io
import pathlib
import re
import sys
import zipfile

from pypinyin import lazy_pinyin

from readings import CHARACTERS, CONVENTIONAL, NAMES

# code in jionlp: (name in jionlp, code of GB/T 2260, name of GB/T 2260 or "" where the place is gone)
CHANGED = {
    "130526": ("任泽区", "130505", "任泽区"), "130527": ("南和区", "130506", "南和区"),
    "220381": ("公主岭市", "220184", "公主岭市"), "230704": ("友好区", "230719", "友好区"),
    "320602": ("崇川区", "320613", "崇川区"), "320684": ("海门区", "320614", "海门区"),
    "340203": ("弋江区", "340209", "弋江区"), "340221": ("湾沚区", "340210", "湾沚区"),
    "340222": ("繁昌区", "340212", "繁昌区"), "350403": ("三元区", "350404", "三元区"),
    "350427": ("沙县区", "350405", "沙县区"), "350625": ("长泰县", "350605", "长泰区"),
    "350681": ("龙海区", "350604", "龙海区"), "360727": ("龙南市", "360783", "龙南市"),
    "370684": ("蓬莱区", "370614", "蓬莱区"), "410322": ("孟津区", "410308", "孟津区"),
    "410381": ("偃师区", "410307", "偃师区"), "421023": ("监利市", "421088", "监利市"),
    "431121": ("祁阳市", "431181", "祁阳市"), "450127": ("横州市", "450181", "横州市"),
    "460321": ("西沙区", "460302", "西沙区"), "460322": ("南沙区", "460303", "南沙区"),
    "460323": ("中沙群岛的岛礁及其海域", "", ""), "510132": ("新津区", "510118", "新津区"),
    "513425": ("会理市", "513402", "会理市"), "520221": ("水城区", "520204", "水城区"),
    "520522": ("黔西市", "520581", "黔西市"), "530422": ("澄江县", "", ""),
    "532331": ("禄丰市", "532302", "禄丰市"), "540422": ("米林县", "540481", "米林市"),
    "540530": ("错那县", "540581", "错那市"), "610322": ("凤翔市", "610307", "凤翔区"),
    "610928": ("旬阳市", "610981", "旬阳市"), "632321": ("同仁市", "632301", "同仁市"),
    "650929": ("新星市", "659011", "新星市"), "652923": ("库车市", "652902", "库车市"),
    "654223": ("沙湾市", "654203", "沙湾市"),
}

# What jionlp lacks: the division rows of GB/T 2260, whose names stand for no place of their own, and new places.
ADDED = {
    "110100": ("市辖区", []), "120100": ("市辖区", []), "310100": ("市辖区", []), "500100": ("市辖区", []),
    "500200": ("县", []), "419000": ("省直辖县级行政区划", []), "429000": ("省直辖县级行政区划", []),
    "469000": ("省直辖县级行政区划", []), "659000": ("自治区直辖县级行政区划", []), "659012": ("白杨市", ["白杨"]),
}

# Spellings of the division rows.
DIVISIONS = {
    "市辖区": ["Municipal District", "Municipal Districts", "Districts", "Shixiaqu", "市区", "城区"],
    "县": ["Counties", "County", "Xian", "郊县"],
    "省直辖县级行政区划": ["Directly Administered", "省直辖", "省直辖县", "省直辖县级", "省直辖行政区划", "省直辖县级行政单位", "直辖县级"],
    "自治区直辖县级行政区划": ["Directly Administered", "自治区直辖", "自治区直辖县级", "省直辖", "省直辖县级行政区划",
                    "自治区直辖县级行政单位", "直辖县级"],
}

PEOPLES = sorted(
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺".split(), key=len, reverse=True)
PEOPLE = "|".join(PEOPLES)
SIDES = {"左": "Left", "右": "Right", "中": "Middle", "前": "Front", "后": "Rear"}


def source_rows():
    folder = pathlib.Path(importlib.util.find_spec("jionlp").submodule_search_locations[0]) / "dictionary"
    with zipfile.ZipFile(folder / "china_location.zip") as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8")
    for line in io.StringIO(text):
        depth = len(line) - len(line.lstrip("\t"))
        fields = line.strip().split("\t")
        if depth <= 2 and len(fields) == 3:
            yield depth, *fields


def places():
    """code -> (name, Chinese short names)"""
    found, changed = dict(ADDED), set()
    for depth, name, code, short in source_rows():
        if code in CHANGED:
            old, code, new = CHANGED[code]
            if name != old:
                sys.exit(f"{name}: CHANGED expects {old}; jionlp has changed")
            changed.add(old)
            if not code:
                continue
            name = new
        # Rows that repeat their parent under another word, and places without codes of GB/T 2260.
        skipped = name.endswith("直辖行政区划") or code[:2] in ("71", "81", "82") and depth > 0
        if skipped or depth == 1 and code.endswith("0000"):
            continue
        if code in found and found[code][0] != name:
            if code == "410471":
                continue
            sys.exit(f"{code} is both {found[code][0]} and {name}")
        found[code] = (name, short.split("/"))
    missing = {old for old, _, _ in CHANGED.values()} - changed
    if missing:
        sys.exit(f"CHANGED names places that jionlp lacks: {missing}")
    return found


def without_suffix(name, code):
    """The short name, and whether the peoples of an autonomous area were cut off."""
    if code.endswith("0000"):
        suffixes = r"(特别行政区|自治区|省|市)$"
    elif code.endswith("00") and code[2:4] != "90":
        suffixes = r"(自治州|地区|盟|市)$"
    else:
        suffixes = r"(自治县|自治旗|特区|林区|新区|区|县|市|旗)$"
    match = re.search(suffixes, name)
    short = re.sub(suffixes, "", name)
    if len(short) < 2 or match is None:
        return name, False
    autonomous = match.group(1).startswith("自治")
    if name.endswith("各族自治县"):
        return name[:-5], True
    pattern = rf"(({PEOPLE})族)+$" if short.endswith("族") else rf"({PEOPLE})$" if autonomous else r"$^"
    cut = re.sub(pattern, "", short)
    # People names such as 东乡 are also places: never cut down to nothing.
    if len(cut) < 2:
        cut = re.sub(r"族$", "", short)
    return cut, cut != short


def syllables(name):
    if name in NAMES:
        return NAMES[name].split()
    fixed = [CHARACTERS.get(character) for character in name]
    return [wanted or read for wanted, read in zip(fixed, lazy_pinyin(name))]


def romanised(name):
    text = ""
    for syllable in syllables(name):
        text += ("'" if text and syllable[0] in "aoe" else "") + syllable
    return text.replace("lv", "l\u00fc").replace("nv", "n\u00fc").capitalize()


def spellings(code, name, shorts):
    if name in DIVISIONS:
        return DIVISIONS[name]
    short, is_cut = without_suffix(name, code)
    known = CONVENTIONAL.get(code) or CONVENTIONAL.get(short if code.endswith("00") else "") or []
    names = list(known) + ([] if code == "610000" else [romanised(short)])
    if len(name) == 2:
        names.append(romanised(name[:1]))
    if name.endswith("矿区"):
        names.append((romanised(name[:-2]) + " Mining").strip())
    if name.endswith("旗") and len(short) > 2 and short[-1] in SIDES:
        names.append(f"{romanised(short[:-1])} {SIDES[short[-1]]}")
    names += [short] if is_cut else []
    names += [extra for extra in shorts if len(extra) > 1 and extra not in (name, short)]
    return list(dict.fromkeys(names))


HEAD = """\
# Provinces, cities and areas of China: what the Province, City and Area of an address can mean.
# Made by tools/areas/make_areas.py from jionlp 1.5.31 (Apache-2.0, November 2025, the newest data on PyPI) and
# pypinyin 0.55.0, with the codes of GB/T 2260; changes of the last years may be missing. An operator may edit it.
#
# code: six digits; PP0000 is a province, PPCC00 a city, PPCCDD an area; PP90DD is a county without a city above it.
# name: the official Chinese name. spellings: others, separated by |, without words such as City or District, which the
# service adds by itself. Hong Kong, Macao and Taiwan stand here as provinces only: any city is accepted below them.
# Codes PPCC7x are development zones, which are no districts but are written in addresses as if they were.
"""


def main():
    out = sys.stdout
    out.reconfigure(encoding="utf-8", newline="\n")
    out.write(HEAD + "code,name,spellings\n")
    for code, (name, shorts) in sorted(places().items()):
        out.write(f"{code},{name},{'|'.join(spellings(code, name, shorts))}\n")


if __name__ == "__main__":
    main()
