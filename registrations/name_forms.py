"""How a name reads, whatever script, order and habit it is written in.

Two names are compared by their forms, never as they were typed: without case, accents, punctuation,
titles of address and legal forms of organizations, with look-alike letters made plain, and in Latin
letters besides their own.

What this cannot do: Chinese characters are written in Latin letters as Mandarin reads them, so 山田 is
``ShanTian`` and never Yamada. Japanese names are therefore compared by the Latin name that the attendee
gives beside them. Arabic and Hebrew leave vowels out; their names are compared by their consonants.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

# Accents and vowel points; not the marks that make another letter in Japanese or Indian scripts.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670]")

OTHER_LATIN = re.compile("[\u00df-\u024f\u0250-\u02af\u1e00-\u1eff]")

# Cyrillic and Greek letters that look like Latin ones, small and capital, after Unicode's list of
# confusables. Read as Latin where a word mixes scripts, which no honest spelling does.
LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһӏԛԝвкмнтгαεορτυχικνηβμ",
    "aeopcyxijsdhlqwbkmhtraeoptuxikvnbu",
)
# Of these a whole word can be made that reads as Latin; the others only when capital.
ALWAYS_ALIKE = frozenset("аеорсухіјѕԁһԛԝ")
DIGITS_FOR_LETTERS = str.maketrans("01", "ol")

# Ways to write one and the same character that lists and people mix.
VARIANTS = str.maketrans(
    "髙﨑齋齊斎邊邉澤濱廣櫻國嶋嶌眞惠龍藏應學會ヶケ", "高崎斉斉斉辺辺沢浜広桜国島島真恵竜蔵応学会ヶヶ"
)

HONORIFICS = frozenset(
    """
    mr mrs ms miss dr prof professor sir dame lord lady hon gen general ltgen majgen brig col colonel
    maj capt captain lt cdr adm admiral amb ambassador jr sr phd
    """.split()  # noqa: SIM905 - a hundred quotation marks would hide the words
)
NATIVE_HONORIFICS = re.compile("(?:様|さん|氏|先生|博士|教授|씨|님|先生|女士)$")

LEGAL_FORMS = frozenset(
    """
    ltd limited llc llp lp inc incorporated corp corporation co company gmbh mbh ag kg kgaa ohg ev sa
    sas sarl srl spa bv nv ab as asa oy oyj plc pte pty pvt private pvtltd kk yk sdn bhd fze fzc fzco fz
    jsc ojsc pjsc cjsc ooo oao zao pao ao sae sal saog sac cv rl de the and of aktiengesellschaft
    """.split()  # noqa: SIM905 - a hundred quotation marks would hide the words
)
NATIVE_LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|一般社団法人|一般財団法人|国立研究開発法人|独立行政法人|\(株\)|\(有\)|"
    "股份有限公司|有限责任公司|有限公司|公司|주식회사|유한회사|"
    r"\b(?:ооо|оао|зао|пао|ао|тоо|гмбх)\b|общество с ограниченной ответственностью|акционерное общество"
)
LONG_LEGAL_FORMS = re.compile(
    r"\b(?:joint stock company|public joint stock company|limited liability (?:company|partnership)|"
    r"sociedad anonima|societe anonyme|aktiebolag|besloten vennootschap)\b"
)

# How habits of writing in Latin letters differ: Andrey and Andrei, Tarou and Taro, Khalid and Halid.
HABITS = (
    ("x", "ks"),
    ("kh", "h"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("ie", "e"),
    ("ou", "o"),
    ("oh", "o"),
)
WITHOUT_VOWELS = re.compile("[^bcdfghklmnprstzqx ]")
ARTICLES = frozenset({"al", "el", "ul"})
ARABIC_ARTICLE = "ال"
DOUBLED = re.compile(r"([a-z])\1+")
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
ABJADS = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f]")


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as it is compared; words are in alphabetical order, which no name's own order changes."""

    native: str
    """In its own script."""
    latin: str
    """In Latin letters."""
    folded: str
    """In Latin letters without what only habit decides."""
    words: tuple[str, ...]
    """The folded words in the order written."""
    whole: str
    """The folded letters in the order written, legal forms and titles included."""
    consonants: str
    """Of a name in a script without vowels, and of every name to compare it with."""
    is_transliterated: bool
    is_abjad: bool
    is_han: bool

    @property
    def joined(self) -> frozenset[str]:
        """The letters without spaces, beginning with each word in turn: 张小明, Xiaoming Zhang."""
        words = self.words
        if len(words) > 4:
            return frozenset({"".join(words)})
        return frozenset("".join(words[start:] + words[:start]) for start in range(len(words)))


@functools.lru_cache(maxsize=20_000)
def forms_of(text: str, *, is_organization: bool) -> tuple[NameForm, ...]:
    """The ways in which text can be read: mostly one, two where its letters look like Latin ones."""
    plain = _plain(text)
    readings = [plain, _as_if_latin(plain)]
    forms = [
        _form(reading, is_organization=is_organization) for reading in dict.fromkeys(readings) if reading
    ]
    return tuple(form for form in dict.fromkeys(forms) if form.latin)


def fold(latin: str) -> str:
    """Latin letters without what only habit decides."""
    for written, meant in HABITS:
        latin = latin.replace(written, meant)
    return DOUBLED.sub(r"\1", latin)


def _plain(text: str) -> str:
    """Small letters without accents, invisible characters and mixed scripts."""
    text = unicodedata.normalize("NFKC", text).translate(VARIANTS)
    seen = "".join(character for character in text if unicodedata.category(character) not in {"Cf", "Cc"})
    bare = unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", seen.casefold())))
    # Latin letters that no accent makes: ł, ø, æ.
    words = OTHER_LATIN.sub(lambda match: anyascii(match[0]).lower(), bare).split()
    return " ".join(_unmixed(word) for word in words)


def _unmixed(word: str) -> str:
    """The word in one script, where it mixes Latin letters with others that look like them."""
    letters = {character for character in word if character.isalpha()}
    latin = {letter for letter in letters if "a" <= letter <= "z"}
    if latin and latin != letters:
        word = word.translate(LOOK_ALIKES)
    if len(latin) >= 3 and len(latin) > sum(character.isdigit() for character in word):
        word = re.sub(
            "(?<=[a-z])[01]|[01](?=[a-z]{2})", lambda match: match[0].translate(DIGITS_FOR_LETTERS), word
        )
    return word


def _as_if_latin(plain: str) -> str:
    """The text with each word that can be read as Latin read so."""
    return " ".join(
        word.translate(LOOK_ALIKES) if set(filter(str.isalpha, word)) <= ALWAYS_ALIKE else word
        for word in plain.split()
    )


def _form(plain: str, *, is_organization: bool) -> NameForm:
    native = (_without_legal_form if is_organization else _without_honorific)(plain)
    both = [(word, latin) for word in _words(native) if (latin := _in_latin_letters(word))]
    if is_organization:
        both = _significant(both, LEGAL_FORMS, least=1)
    else:
        both = _significant(both, HONORIFICS, least=2)
    latin_words = [latin for _native, latin in both]
    words = tuple(fold(word) for word in latin_words)
    return NameForm(
        native=" ".join(sorted(word for word, _latin in both)),
        latin=" ".join(sorted(latin_words)),
        folded=" ".join(sorted(words)),
        words=words,
        whole="".join(fold(_in_latin_letters(word)) for word in _words(plain)),
        consonants=" ".join(sorted(filter(None, (_consonants(*pair) for pair in both)))),
        is_transliterated=not plain.isascii(),
        is_abjad=bool(ABJADS.search(plain)),
        is_han=bool(HAN.search(plain)),
    )


def _consonants(native: str, latin: str) -> str:
    """Those of a word; none of an article, which Arabic writes together with the word and others apart."""
    if latin in ARTICLES:
        return ""
    if native.startswith(ARABIC_ARTICLE):
        latin = latin.removeprefix("a").removeprefix("l")
    return DOUBLED.sub(r"\1", WITHOUT_VOWELS.sub("", latin.replace("kh", "k").replace("q", "k")))


def _words(text: str) -> list[str]:
    # S.A. is one word, and so is O'Brien; Al-Sultan is two.
    text = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", text)
    text = re.sub(r"['’‘ʼ`ʻ]", "", text)
    return re.findall(r"\w+", text.replace("_", " "))


def _in_latin_letters(word: str) -> str:
    return re.sub("[^a-z0-9]", "", anyascii(word).lower())


def _significant(
    words: list[tuple[str, str]], dispensable: frozenset[str], *, least: int
) -> list[tuple[str, str]]:
    kept = [(native, latin) for native, latin in words if latin not in dispensable]
    return kept if len(kept) >= least else words


def _without_legal_form(plain: str) -> str:
    bare = LONG_LEGAL_FORMS.sub(" ", NATIVE_LEGAL_FORMS.sub(" ", plain)).strip()
    return bare or plain


def _without_honorific(plain: str) -> str:
    bare = NATIVE_HONORIFICS.sub("", plain).strip()
    return bare or plain
