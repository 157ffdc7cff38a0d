"""Whom the invented attendees represent, by ticket type; none of these organizations exists."""

from dataclasses import dataclass

from config.demo.content import Text
from speakers.models import Sector


@dataclass(frozen=True)
class Post:
    """A position; the organization is one of the event's own, by key, or written freely."""

    sector: Sector
    organization: Text | str
    position: Text


AT_HOME = {
    "government": (
        Post(Sector.GOVERNMENT, "ministry", ("Deputy Director, Budget Division", "会計課 課長補佐")),
        Post(Sector.MILITARY, "joint-command", ("Staff Officer, Plans", "計画幕僚")),
        Post(Sector.GOVERNMENT, "policy-bureau", ("Section Chief", "係長")),
        Post(Sector.MILITARY, "watch-group", ("Watch Officer", "当直幹部")),
        Post(Sector.GOVERNMENT, "acquisition", ("Contract Officer", "契約専門官")),
        Post(
            Sector.GOVERNMENT,
            ("City of Asanagi, Industry Division", "朝凪市 産業振興課"),
            ("Assistant Manager", "主査"),
        ),
    ),
    "industry": (
        Post(Sector.INDUSTRY, "kazahaya", ("Programme Manager", "事業推進部 部長")),
        Post(Sector.INDUSTRY, "insurance", ("Underwriter", "引受担当課長")),
        Post(
            Sector.INDUSTRY,
            ("Shiosai Heavy Industries, Ltd.", "潮騒重工株式会社"),
            ("General Manager, Space Systems", "宇宙システム部長"),
        ),
        Post(Sector.INDUSTRY, "nagisa", ("Network Engineer", "ネットワーク技術者")),
        Post(Sector.ASSOCIATION, "forum", ("Adviser", "参与")),
        Post(
            Sector.INDUSTRY,
            ("Hamayu Trading Co., Ltd.", "浜木綿商事株式会社"),
            ("Deputy Manager, Aerospace", "航空宇宙課 課長代理"),
        ),
    ),
    "academia-press": (
        Post(Sector.ACADEMIA, "hoshimi", ("Doctoral Student", "博士課程")),
        Post(Sector.PRESS, "newspaper", ("Reporter", "記者")),
        Post(Sector.ACADEMIA, "hoshimi-institute", ("Research Fellow", "研究員")),
        Post(Sector.PRESS, ("Uminari Broadcasting", "海鳴放送"), ("Producer", "プロデューサー")),
    ),
    "showcase": (
        Post(Sector.INDUSTRY, "kisaragi", ("Engineer", "技術者")),
        Post(Sector.INDUSTRY, ("Hotarubi Sensing", "株式会社ほたるび計測"), ("Founder", "代表取締役")),
        Post(
            Sector.INDUSTRY, ("Sazanami Robotics", "株式会社さざなみロボティクス"), ("CEO", "最高経営責任者")
        ),
        Post(Sector.INDUSTRY, ("Kogarashi Materials", "木枯マテリアル株式会社"), ("CTO", "最高技術責任者")),
    ),
    "online": (
        Post(Sector.OTHER, "foundation", ("Programme Officer", "プログラムオフィサー")),
        Post(Sector.INDUSTRY, "yamabiko", ("Data Analyst", "データアナリスト")),
        Post(Sector.ASSOCIATION, "chamber", ("Manager", "課長")),
        Post(Sector.GOVERNMENT, "ministry", ("Official", "事務官")),
        Post(Sector.OTHER, ("Independent consultant", "個人（コンサルタント）"), ("", "")),
    ),
}

# What attendees from other countries write; in English whatever their language.
ABROAD = {
    "government": (
        Post(Sector.GOVERNMENT, ("Embassy, Economic Section", ""), ("Second Secretary", "")),
        Post(Sector.MILITARY, ("Air and Orbit Staff", ""), ("Lieutenant Colonel", "")),
        Post(Sector.INTERNATIONAL_ORGANIZATION, "registry", ("Registrar", "")),
        Post(Sector.GOVERNMENT, ("Directorate of Orbital Affairs", ""), ("Policy Adviser", "")),
    ),
    "industry": (
        Post(Sector.INDUSTRY, "orbicora", ("Sales Director", "")),
        Post(Sector.INDUSTRY, ("Halcyon Reach Instruments", ""), ("Business Development", "")),
        Post(Sector.INDUSTRY, "vantorel", ("Solutions Architect", "")),
        Post(Sector.INDUSTRY, ("Perigee & Daughters", ""), ("Partner", "")),
    ),
    "academia-press": (
        Post(Sector.ACADEMIA, "aldermoor", ("Lecturer", "")),
        Post(Sector.PRESS, "ledger", ("Correspondent", "")),
        Post(Sector.ACADEMIA, "haneulmaru", ("Postdoctoral Researcher", "")),
    ),
    "showcase": (
        Post(Sector.INDUSTRY, ("Tidelock Propulsion", ""), ("Founder", "")),
        Post(Sector.INDUSTRY, ("Nightglass Optics", ""), ("Managing Director", "")),
    ),
    "online": (
        Post(Sector.ASSOCIATION, "guild", ("Policy Officer", "")),
        Post(Sector.INTERNATIONAL_ORGANIZATION, "safety-centre", ("Duty Analyst", "")),
        Post(Sector.OTHER, ("Freelance interpreter", ""), ("", "")),
        Post(Sector.INDUSTRY, ("Longshore Data", ""), ("Analyst", "")),
    ),
}
