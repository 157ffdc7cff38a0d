"""The event that was held in 2024: facts from public reports, in our own words.

The times of its sessions were not published; those here are illustrative, and the page says so.
Panelists that were announced by position only stay unnamed, and how the named people write their
names in Japanese is left open.
"""

import datetime as dt

from config.demo.content import (
    AffiliationEntry,
    EventEntry,
    OrganizationEntry,
    Part,
    SeriesEntry,
    SessionEntry,
    SpeakerEntry,
    paragraphs,
)
from events.models import (
    AppearanceRole,
    EventFormat,
    OrganizationRole,
    OrganizationRule,
    PrecedenceRule,
    SessionKind,
)
from speakers.models import Level, Sector

HELD_ON = dt.date(2024, 2, 28)

ORGANIZATIONS = {
    "mod": OrganizationEntry(
        name=("Ministry of Defense of Japan", "防衛省"),
        short_name=("MOD", "防衛省"),
        sector=Sector.GOVERNMENT,
        country="JP",
    ),
    "jasdf": OrganizationEntry(
        name=("Japan Air Self-Defense Force", "航空自衛隊"),
        short_name=("JASDF", "空自"),
        sector=Sector.MILITARY,
        country="JP",
        parent="mod",
    ),
    "aso": OrganizationEntry(
        name=("Air Staff Office", "航空幕僚監部"),
        short_name=("ASO", "空幕"),
        sector=Sector.MILITARY,
        country="JP",
        parent="jasdf",
    ),
    "nids": OrganizationEntry(
        name=("National Institute for Defense Studies", "防衛研究所"),
        short_name=("NIDS", "防研"),
        sector=Sector.GOVERNMENT,
        country="JP",
        city="Tokyo",
        parent="mod",
    ),
    "meti": OrganizationEntry(
        name=("Ministry of Economy, Trade and Industry", "経済産業省"),
        short_name=("METI", "経産省"),
        sector=Sector.GOVERNMENT,
        country="JP",
    ),
    "keio": OrganizationEntry(name=("Keio University", "慶應義塾大学"), sector=Sector.ACADEMIA, country="JP"),
    "tcci": OrganizationEntry(
        name=("Chamber of Industry and Commerce of Tokyo", "東京商工会議所"),
        sector=Sector.ASSOCIATION,
        country="JP",
    ),
    "spacetide": OrganizationEntry(name=("SPACETIDE", "SPACETIDE"), sector=Sector.ASSOCIATION, country="JP"),
    "astroscale": OrganizationEntry(
        name=("Astroscale Co., Ltd.", "株式会社アストロスケール"),
        short_name=("Astroscale", "アストロスケール"),
        sector=Sector.INDUSTRY,
        country="JP",
        summary=(
            "Services in orbit: removing debris, refuelling, observing what is there.",
            "軌道上サービス（デブリ除去、燃料補給、宇宙状況把握）を手がける。",
        ),
    ),
    "warpspace": OrganizationEntry(
        name=("Warp Space Co., Ltd.", "株式会社ワープスペース"),
        short_name=("Warp Space", "ワープスペース"),
        sector=Sector.INDUSTRY,
        country="JP",
        summary=("Communication in space over optical links.", "光による宇宙通信を手がける。"),
    ),
    "axelspace": OrganizationEntry(
        name=("Axel Space Holdings Co., Ltd.", "株式会社アクセルスペースホールディングス"),
        short_name=("Axel Space", "アクセルスペース"),
        sector=Sector.INDUSTRY,
        country="JP",
        summary=(
            "Micro-satellites, above all for observing the Earth.",
            "地球観測を中心とする超小型衛星を手がける。",
        ),
    ),
}

SPEAKERS = {
    "kenji-minami": SpeakerEntry(
        given_name="Kenji",
        family_name="Minami",
        affiliations=(
            AffiliationEntry(
                organization="aso",
                position=(
                    "Director, Business Planning Division 2, Defense Department",
                    "防衛部 事業計画第二課長",
                ),
                level=Level.DIRECTOR,
            ),
        ),
    ),
    "yasuhito-fukushima": SpeakerEntry(
        given_name="Yasuhito",
        family_name="Fukushima",
        affiliations=(
            AffiliationEntry(
                organization="nids",
                position=(
                    "Senior Researcher, Global Security Laboratory, Policy Research Department",
                    "政策研究部 グローバル安全保障研究室 主任研究官",
                ),
                level=Level.SENIOR_RESEARCHER,
            ),
        ),
    ),
    "masayasu-ishida": SpeakerEntry(
        given_name="Masayasu",
        family_name="Ishida",
        affiliations=(
            AffiliationEntry(
                organization="spacetide", position=("CEO", "最高経営責任者（CEO）"), level=Level.C_SUITE
            ),
        ),
    ),
    "shunji-izutsu": SpeakerEntry(
        given_name="Shunji",
        family_name="Izutsu",
        affiliations=(
            AffiliationEntry(
                organization="astroscale",
                position=("Vice President", "バイスプレジデント"),
                level=Level.C_SUITE,
            ),
        ),
    ),
    "akiko-kitahara": SpeakerEntry(
        given_name="Akiko",
        family_name="Kitahara",
        affiliations=(
            AffiliationEntry(
                organization="warpspace",
                position=("Executive Vice President and CFO", "上級副社長兼最高財務責任者（CFO）"),
                level=Level.C_SUITE,
            ),
        ),
    ),
    "yoshihiro-ota": SpeakerEntry(
        given_name="Yoshihiro",
        family_name="Ota",
        affiliations=(
            AffiliationEntry(
                organization="axelspace",
                position=("Executive Officer and CSO", "執行役員兼CSO"),
                level=Level.C_SUITE,
            ),
        ),
    ),
}

SESSIONS = (
    SessionEntry(
        key="opening",
        day=0,
        starts="13:00",
        ends="13:10",
        kind=SessionKind.OPENING,
        title=("Opening remarks", "開会挨拶"),
        people=(Part(AppearanceRole.OPENING_REMARKS, "kenji-minami"),),
    ),
    SessionEntry(
        key="united-states",
        day=0,
        starts="13:10",
        ends="13:50",
        kind=SessionKind.KEYNOTE,
        title=(
            "The Forefront of Public-Private Collaboration in the Security Domain: "
            "The Case of the United States",
            "安全保障分野における官民連携の最前線：米国の事例",
        ),
        abstract=(
            "How the United States develops space today: SpaceWERX and other programmes that bring "
            "government and industry together, and the rule behind them, *Exploit What We Have, Buy What "
            "We Can, and Build Only What We Must*.",
            "米国の宇宙開発の現在の姿を取り上げます。SpaceWERXをはじめとする官民をつなぐ制度と、"
            "その根底にある考え方“Exploit What We Have, Buy What We Can, and Build Only What We Must”"
            "（あるものを生かし、買えるものは買い、必要なものだけを造る）についてです。",
        ),
        people=(Part(AppearanceRole.KEYNOTE_SPEAKER, "yasuhito-fukushima"),),
    ),
    SessionEntry(
        key="expectations",
        day=0,
        starts="13:50",
        ends="14:40",
        kind=SessionKind.PANEL,
        title=(
            "Expectations for Private Companies to Strengthen Space Security",
            "宇宙安全保障の強化に向けた民間企業への期待",
        ),
        people=(
            Part(AppearanceRole.MODERATOR, "kenji-minami"),
            Part(AppearanceRole.PANELIST, unnamed=("Senior researcher", "主任研究官"), organization="nids"),
            Part(AppearanceRole.PANELIST, unnamed=("Director", "課長級"), organization="meti"),
            Part(AppearanceRole.PANELIST, unnamed=("Professor", "教授"), organization="keio"),
        ),
    ),
    SessionEntry(
        key="break",
        day=0,
        starts="14:40",
        ends="14:50",
        kind=SessionKind.BREAK,
        title=("Break", "休憩"),
    ),
    SessionEntry(
        key="opportunities",
        day=0,
        starts="14:50",
        ends="15:50",
        kind=SessionKind.PANEL,
        title=(
            "Opportunities and Challenges in Space Security from the Perspective of private companies",
            "民間企業から見た宇宙安全保障の機会と課題",
        ),
        people=(
            Part(AppearanceRole.MODERATOR, "masayasu-ishida"),
            Part(AppearanceRole.PANELIST, "shunji-izutsu"),
            Part(AppearanceRole.PANELIST, "akiko-kitahara"),
            Part(AppearanceRole.PANELIST, "yoshihiro-ota"),
        ),
    ),
    SessionEntry(
        key="closing",
        day=0,
        starts="15:50",
        ends="16:00",
        kind=SessionKind.CLOSING,
        title=("Closing remarks", "閉会挨拶"),
        people=(Part(AppearanceRole.CLOSING_REMARKS, "kenji-minami"),),
    ),
)

SPACE_SECURITY = EventEntry(
    slug="space-security-2024",
    series=SeriesEntry(
        slug="space-security-and-industry",
        name=("Space security and industry dialogue", "宇宙安全保障と産業界の対話"),
    ),
    title=(
        "Space Security and Business: International Collaboration and Private Sector Cooperation "
        "Driving Space Security and Business Prospects",
        "宇宙安全保障とビジネス：国際連携と民間協力が切り拓く宇宙安全保障とビジネスの展望",
    ),
    short_title=("Space Security and Business", "宇宙安全保障とビジネス"),
    summary=(
        "Government, research and industry on how private business takes part in space security. "
        "Held online on 28 February 2024.",
        "宇宙安全保障に民間企業がどう関わるかを、政府・研究機関・産業界が論じた催し。"
        "2024年2月28日にオンラインで開催。",
    ),
    description=(
        paragraphs(
            "What it was about:",
            "- how government and private business work together on space security\n"
            "- security in space and from space, and support for a national space industry\n"
            "- a community that grows by coming together regularly\n"
            "- study contracts as a way to try out private technology and bring it in\n"
            "- dual-use technology: its questions of law, money, trade and engineering\n"
            "- the risk when commercial providers work where there is a conflict",
            "On the same day it was announced that SPACETIDE had received the Minister of Economy, Trade and "
            "Industry Award of the 6th Space Development and Utilization Grand Prize, for its work for the "
            "space industry's community.",
            "*This page was compiled from public reports after the event.*",
        ),
        paragraphs(
            "主な論点は次のとおりです。",
            "- 宇宙安全保障における官民連携\n"
            "- 宇宙における、また宇宙からの安全保障と、国内宇宙産業の支援\n"
            "- 定期的な開催を通じたコミュニティづくり\n"
            "- 民間技術の実証と導入の手段としての調査研究契約\n"
            "- デュアルユース技術をめぐる法務・資金・事業・技術上の課題\n"
            "- 紛争地域で民間事業者が役務を提供する場合のリスク管理",
            "同日、SPACETIDEが第６回宇宙開発利用大賞において経済産業大臣賞を受賞したことが発表されました。"
            "宇宙産業のコミュニティへの貢献によるものです。",
            "*このページは、公開された情報をもとに開催後に作成したものです。*",
        ),
    ),
    agenda_note=(
        "The times are illustrative: the order of the sessions was published, their times were not. "
        "Panelists who were announced by position only are shown that way.",
        "時刻は目安です。公表されたのはセッションの順序のみで、時刻は公表されていません。"
        "役職のみ公表されたパネリストは、役職のみを記載しています。",
    ),
    practical=(
        "The event was held online, in Japanese and English.",
        "オンラインで、日本語と英語により開催されました。",
    ),
    format=EventFormat.ONLINE,
    time_zone="Asia/Tokyo",
    starts="13:00",
    ends="16:00",
    days=1,
    organizations=ORGANIZATIONS,
    precedence_rule=PrecedenceRule.ENTERED,
    organization_rule=OrganizationRule.ENTERED,
    roles=(
        (OrganizationRole.HOST, "tcci"),
        (OrganizationRole.CO_ORGANIZER, "spacetide"),
        (OrganizationRole.SPONSOR, "jasdf"),
    ),
    speakers=SPEAKERS,
    sessions=SESSIONS,
)
