"""The fields that a search can name. A field is one row here, and one in :mod:`app.store.search`.

Its own name is the one that a query is printed with. The other names are for those who type, in
both languages; a fixed list has such names for its codes, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.core.collecting.ratings import MOST_STARS
from app.core.types import Reason


class ValueForm(StrEnum):
    """What a field is asked for: a text, a number, bytes (``5MB``), days, a code of its list.

    ``YEARLY`` is a day of every year, ``BOX`` a part of the map (:mod:`app.core.search.forms`).
    """

    TEXT = "text"
    NUMBER = "number"
    SIZE = "size"
    DAYS = "days"
    CODE = "code"
    YEARLY = "yearly"
    BOX = "box"


class Offer(StrEnum):
    """Where the values that a field is completed with come from, beside its list of codes."""

    NONE = "none"
    SCENES = "scenes"
    CAMERAS = "cameras"
    LENSES = "lenses"
    KEYWORDS = "keywords"
    FOLDERS = "folders"
    FORMATS = "formats"
    ALBUMS = "albums"
    PLACES = "places"


@dataclass(frozen=True, slots=True)
class SearchField:
    """One field.

    Attributes
    ----------
    name : str
        Its own name.
    also : tuple of str
        Other names, none of which is another field's.
    form : ValueForm
    example : str
        A value, for help and for errors.
    codes : mapping of str to tuple of str
        The fixed list, where it has one: code to its other names.
    offer : Offer
    most : int or None
        Of a field that counts from 0 to so many.
    """

    name: str
    also: tuple[str, ...]
    form: ValueForm
    example: str
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offer: Offer = Offer.NONE
    most: int | None = None


_STATES = {
    "labelled": ("labeled", "已标注"),
    "accepted": ("已接受",),
    "review": ("rejected", "待确认"),
    "coarse": ("refine", "待细分"),
    "failed": ("unreadable", "无法读取"),
    "waiting": ("new", "等待"),
    "tagged": ("已归类",),
    "none": ("unknown", "无场景"),
    "missing": ("offline", "缺失", "离线"),
    "duplicate": ("duplicates", "重复"),
    "similar": ("lookalike", "相似"),
    "raw": ("原始",),
}
_REASONS = {
    Reason.UNLIKE_PROTOTYPE.value: ("unlike", "不典型"),
    Reason.SECOND_SCENE.value: ("second", "第二场景"),
    Reason.NO_SCENE.value: ("没有场景",),
    Reason.ABOVE_RANGE.value: ("above", "高于范围"),
    Reason.TOO_FEW_SAMPLES.value: ("few", "样本太少"),
    Reason.PERSON_SAID_NO.value: ("refused", "已否定"),
    Reason.LEFT_OUT.value: ("left", "被略去"),
}
_SHAPES = {
    "landscape": ("wide", "横向"),
    "portrait": ("tall", "upright", "竖向"),
    "square": ("方形",),
}
_FLAGS = {
    "pick": ("picked", "选中"),
    "reject": ("rejected", "淘汰"),
    "none": ("no", "无"),
}
_THINGS = {
    "label": ("标注",),
    "keywords": ("keyword", "关键词"),
    "date": ("日期",),
    "camera": ("相机",),
    "lens": ("镜头",),
    "raw": ("原始",),
    "film": ("video", "live", "视频", "实况"),
    "place": ("gps", "地点", "位置"),
}

_ROWS = (
    SearchField("scene", ("tag", "场景"), ValueForm.TEXT, "beach", offer=Offer.SCENES),
    SearchField("proposed", ("suggested", "提议"), ValueForm.TEXT, "beach", offer=Offer.SCENES),
    SearchField("keyword", ("keywords", "关键词"), ValueForm.TEXT, "anna", offer=Offer.KEYWORDS),
    SearchField("name", ("file", "filename", "文件名"), ValueForm.TEXT, "IMG_12"),
    SearchField("folder", ("path", "文件夹"), ValueForm.TEXT, "Italy", offer=Offer.FOLDERS),
    SearchField("camera", ("相机",), ValueForm.TEXT, "fuji", offer=Offer.CAMERAS),
    SearchField("lens", ("镜头",), ValueForm.TEXT, "35mm", offer=Offer.LENSES),
    SearchField("format", ("type", "格式"), ValueForm.TEXT, "jpeg", offer=Offer.FORMATS),
    SearchField("date", ("taken", "day", "日期", "拍摄"), ValueForm.DAYS, "2023-07..2023-08"),
    SearchField("on", ("yearly", "当年今日", "每年"), ValueForm.YEARLY, "today"),
    SearchField(
        "place",
        ("town", "city", "country", "地点", "城市", "国家"),
        ValueForm.TEXT,
        "Qingdao",
        offer=Offer.PLACES,
    ),
    SearchField("area", ("box", "within", "区域", "范围"), ValueForm.BOX, "35.9,119.9..36.4,120.8"),
    SearchField("is", ("status", "状态"), ValueForm.CODE, "labelled", _STATES),
    SearchField("has", ("with", "有"), ValueForm.CODE, "keywords", _THINGS),
    SearchField("reason", ("why", "原因"), ValueForm.CODE, "second_scene", _REASONS),
    SearchField("shape", ("orientation", "形状"), ValueForm.CODE, "portrait", _SHAPES),
    SearchField("similarity", ("score", "相似度"), ValueForm.NUMBER, ">=0.8"),
    SearchField("rating", ("stars", "星级", "评级"), ValueForm.NUMBER, ">=3", most=MOST_STARS),
    SearchField("flag", ("flagged", "旗标"), ValueForm.CODE, "pick", _FLAGS),
    SearchField("album", ("albums", "相册"), ValueForm.TEXT, "Italy", offer=Offer.ALBUMS),
    SearchField("width", ("宽度",), ValueForm.NUMBER, ">=4000"),
    SearchField("height", ("高度",), ValueForm.NUMBER, "<1000"),
    SearchField("size", ("filesize", "大小"), ValueForm.SIZE, ">5MB"),
)
FIELDS: Mapping[str, SearchField] = MappingProxyType({row.name: row for row in _ROWS})
_BY_ANY_NAME = {name: row for row in _ROWS for name in (row.name, *row.also)}


def find_field(name: str) -> SearchField | None:
    """Return the field with this name, whatever its case, or one of its other names."""
    return _BY_ANY_NAME.get(name.casefold())


def field_names() -> tuple[str, ...]:
    """Return every name that a field can be called by."""
    return tuple(_BY_ANY_NAME)


def find_code(field: SearchField, word: str) -> str | None:
    """Return the code of a field's list that a word means."""
    wanted = word.casefold().replace("-", "_")
    for code, also in field.codes.items():
        if wanted == code or wanted in also:
            return code
    return None
