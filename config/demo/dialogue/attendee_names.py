"""Names for invented attendees, in the scripts and the orders in which people write them."""

from collections.abc import Sequence
from dataclasses import dataclass

from speakers.models import NameOrder

Name = tuple[str, str]
"""In Latin script, and as its bearer writes it."""


def _latin(*names: str) -> tuple[Name, ...]:
    return tuple((name, "") for name in names)


@dataclass(frozen=True, kw_only=True)
class NameStock:
    """Given and family names that go together, and where people are so called.

    The two lists are as long as numbers without a common divisor, so that each family name meets
    each given name before any pair comes again.
    """

    country: str
    given: Sequence[Name]
    family: Sequence[Name]
    order: NameOrder = NameOrder.GIVEN_FIRST
    space: str = " "

    def name(self, number: int) -> dict[str, str]:
        """The n-th person of this stock."""
        given, native_given = self.given[number % len(self.given)]
        family, native_family = self.family[number % len(self.family)]
        native = [native_given, native_family]
        if self.order == NameOrder.FAMILY_FIRST:
            native.reverse()
        return {
            "given_name": given,
            "family_name": family,
            "name_order": self.order,
            "native_name": self.space.join(native) if native_given else "",
            "country": self.country,
        }


FROM_JAPAN = NameStock(
    country="JP",
    order=NameOrder.FAMILY_FIRST,
    given=(
        ("Akari", "明里"),
        ("Daichi", "大地"),
        ("Emi", "恵美"),
        ("Fumiya", "史也"),
        ("Hinata", "陽向"),
        ("Itsuki", "樹"),
        ("Jun", "純"),
        ("Kaede", "楓"),
        ("Kenta", "健太"),
        ("Mayumi", "真由美"),
        ("Naoki", "直樹"),
        ("Ren", "蓮"),
        ("Shizuka", "静香"),
        ("Takumi", "拓海"),
        ("Yoko", "陽子"),
        ("Yui", "結衣"),
    ),
    family=(
        ("Aizawa", "相沢"),
        ("Fujimori", "藤森"),
        ("Hayakawa", "早川"),
        ("Ichinose", "一ノ瀬"),
        ("Kanzaki", "神崎"),
        ("Kusunoki", "楠"),
        ("Matsunaga", "松永"),
        ("Nishikawa", "西川"),
        ("Ogata", "緒方"),
        ("Sakakibara", "榊原"),
        ("Tachibana", "橘"),
        ("Uehara", "上原"),
        ("Watanabe", "渡邊"),
        ("Yasuda", "安田"),
        ("Yoshino", "吉野"),
        ("Saito", "齋藤"),
        ("Morioka", "森岡"),
    ),
)

FROM_ABROAD = (
    NameStock(
        country="DE",
        given=_latin("Jürgen", "Mareike", "Friederike", "Lukas", "Anneliese", "Sören", "Käthe"),
        family=_latin("Kröger", "Schönfeld", "von Ahlefeldt", "Weber", "Lindemann", "Öztürk"),
    ),
    NameStock(
        country="US",
        given=_latin("Olivia", "Marcus", "Grace", "DeShawn", "Eleanor", "Tyler", "Rosa"),
        family=_latin("Fairweather", "O'Malley", "Washington-Lee", "Hernández", "Abernathy", "Kim"),
    ),
    NameStock(
        country="KR",
        order=NameOrder.FAMILY_FIRST,
        space="",
        given=(
            ("Ji-woo", "지우"),
            ("Min-jun", "민준"),
            ("Ha-eun", "하은"),
            ("Do-yun", "도윤"),
            ("Seo-jin", "서진"),
        ),
        family=(("Kim", "김"), ("Park", "박"), ("Choi", "최"), ("Yoon", "윤")),
    ),
    NameStock(
        country="FR",
        given=_latin("Élodie", "Loïc", "Zoé", "Gaëtan", "Anaïs"),
        family=_latin("Lefèvre", "d'Aubigny", "Béranger", "Noël"),
    ),
    NameStock(
        country="UA",
        given=(("Oksana", "Оксана"), ("Taras", "Тарас"), ("Yaryna", "Ярина"), ("Bohdan", "Богдан")),
        family=(("Shevchuk", "Шевчук"), ("Kovalenko", "Коваленко"), ("Tkachenko", "Ткаченко")),
    ),
    NameStock(
        country="SG",
        order=NameOrder.FAMILY_FIRST,
        space="",
        given=(("Jia Hui", "佳慧"), ("Zhi Ming", "志明"), ("Xin Yi", "欣怡"), ("Jun Jie", "俊杰")),
        family=(("Lim", "林"), ("Ng", "黄"), ("Chua", "蔡")),
    ),
    NameStock(
        country="AE",
        given=(("Layla", "ليلى"), ("Khalid", "خالد"), ("Maryam", "مريم"), ("Omar", "عمر")),
        family=(("Al Hashimi", "الهاشمي"), ("Al Suwaidi", "السويدي"), ("Haddad", "حداد")),
    ),
    NameStock(
        country="IN",
        given=(("Ananya", "अनन्या"), ("Rohan", "रोहन"), ("Kavya", "काव्या"), ("Arjun", "अर्जुन")),
        family=(("Sharma", "शर्मा"), ("Varma", "वर्मा"), ("Iyer", "अय्यर")),
    ),
    NameStock(
        country="IL",
        given=(("Noa", "נועה"), ("Eitan", "איתן"), ("Tamar", "תמר"), ("Yonatan", "יונתן")),
        family=(("Levi", "לוי"), ("Mizrahi", "מזרחי"), ("Peretz", "פרץ")),
    ),
    NameStock(
        country="VN",
        order=NameOrder.FAMILY_FIRST,
        given=_latin("Minh Anh", "Quốc Bảo", "Thu Hà", "Hải Yến"),
        family=_latin("Nguyễn", "Trần", "Phạm"),
    ),
)
