"""The organizations of the invented event, of every sector; none of them exists."""

from config.demo.content import OrganizationEntry
from events.models import OrganizationRole
from speakers.models import Sector

GOVERNMENT = {
    "ministry": OrganizationEntry(
        name=("Ministry of Space and Ocean Affairs", "宇宙海洋省"),
        short_name=("MSOA", "宇海省"),
        sector=Sector.GOVERNMENT,
        country="JP",
        summary=(
            "Sets policy for the use of space and of the sea, and hosts the dialogue.",
            "宇宙と海洋の利用に関する政策を所管し、本対話を主催する。",
        ),
        website="https://example.org/",
    ),
    "policy-bureau": OrganizationEntry(
        name=("Orbital Policy Bureau", "軌道政策局"),
        sector=Sector.GOVERNMENT,
        country="JP",
        parent="ministry",
    ),
    "acquisition": OrganizationEntry(
        name=("Agency for Space Systems Acquisition", "宇宙システム調達庁"),
        short_name=("ASSA", "調達庁"),
        sector=Sector.GOVERNMENT,
        country="JP",
        parent="ministry",
        summary=(
            "Buys space systems and services for all of government.",
            "政府全体のために宇宙システムと役務を調達する。",
        ),
    ),
    "orbital-services": OrganizationEntry(
        name=("Federal Office for Orbital Services", "連邦軌道サービス庁"),
        short_name=("FOOS", "連邦軌道庁"),
        sector=Sector.GOVERNMENT,
        country="DE",
    ),
    "traffic": OrganizationEntry(
        name=("Civil Orbital Traffic Administration", "民間軌道交通局"),
        short_name=("COTA", "軌道交通局"),
        sector=Sector.GOVERNMENT,
        country="US",
    ),
    "delegation": OrganizationEntry(
        name=("Delegation for the Uses of Orbit", "軌道利用総局"),
        sector=Sector.GOVERNMENT,
        country="FR",
    ),
    "envoy": OrganizationEntry(
        name=("Office of the Envoy for Outer Space", "宇宙担当特使室"),
        sector=Sector.GOVERNMENT,
        country="NL",
    ),
}

MILITARY = {
    "joint-command": OrganizationEntry(
        name=("Joint Orbital Command", "統合軌道司令部"),
        short_name=("JOC", "統軌司"),
        sector=Sector.MILITARY,
        country="JP",
        summary=(
            "Keeps the services that armed forces draw from space available.",
            "部隊が利用する宇宙サービスの安定的な確保を任務とする。",
        ),
    ),
    "watch-group": OrganizationEntry(
        name=("1st Orbital Watch Group", "第１軌道監視群"),
        sector=Sector.MILITARY,
        country="JP",
        parent="joint-command",
    ),
    "orbital-watch": OrganizationEntry(
        name=("Orbital Watch Directorate", "軌道監視総監部"),
        sector=Sector.MILITARY,
        country="GB",
    ),
    "ninth-wing": OrganizationEntry(
        name=("9th Orbital Surveillance Wing", "第９軌道監視団"),
        sector=Sector.MILITARY,
        country="IT",
    ),
}

INDUSTRY = {
    "kazahaya": OrganizationEntry(
        name=("Kazahaya Aerospace Co., Ltd.", "風早エアロスペース株式会社"),
        short_name=("Kazahaya", "風早エアロスペース"),
        sector=Sector.INDUSTRY,
        country="JP",
        summary=(
            "Builds and operates satellites for government and business.",
            "官公庁・民間向けの衛星を開発、製造、運用する。",
        ),
        website="https://example.org/",
    ),
    "tamayura": OrganizationEntry(
        name=("Tamayura Optical Link Co., Ltd.", "株式会社たまゆら光通信"),
        short_name=("Tamayura", "たまゆら光通信"),
        sector=Sector.INDUSTRY,
        country="JP",
        summary=("Laser terminals and optical ground stations.", "光通信端末と光地上局を手がける。"),
        website="https://example.org/",
    ),
    "yamabiko": OrganizationEntry(
        name=("Yamabiko Radar Co., Ltd.", "株式会社やまびこレーダー"),
        short_name=("Yamabiko", "やまびこレーダー"),
        sector=Sector.INDUSTRY,
        country="JP",
        summary=(
            "Small radar satellites for disaster response.",
            "災害対応のための小型レーダー衛星を運用する。",
        ),
    ),
    "nagisa": OrganizationEntry(
        name=("Nagisa Ground Networks Co., Ltd.", "なぎさグラウンドネットワークス株式会社"),
        short_name=("Nagisa", "なぎさネット"),
        sector=Sector.INDUSTRY,
        country="JP",
    ),
    "kisaragi": OrganizationEntry(
        name=("Kisaragi Analytics Co., Ltd.", "株式会社きさらぎ解析"),
        short_name=("Kisaragi", "きさらぎ解析"),
        sector=Sector.INDUSTRY,
        country="JP",
        summary=("Software that reads satellite images.", "衛星画像を読み解くソフトウェアを開発する。"),
    ),
    "insurance": OrganizationEntry(
        name=("Asanagi Marine and Orbital Insurance Co., Ltd.", "朝凪海上軌道保険株式会社"),
        short_name=("Asanagi Insurance", "朝凪保険"),
        sector=Sector.INDUSTRY,
        country="JP",
    ),
    "vantorel": OrganizationEntry(
        name=("Vantorel Inc.", "ヴァントレル社"),
        sector=Sector.INDUSTRY,
        country="US",
        summary=("Protected communication for government.", "政府向けの高秘匿通信を提供する。"),
        website="https://example.org/",
    ),
    "orbicora": OrganizationEntry(
        name=("Orbicora Systems GmbH", "オービコーラ・システムズ社"),
        short_name=("Orbicora", "オービコーラ"),
        sector=Sector.INDUSTRY,
        country="DE",
        summary=("Sensors that watch objects in orbit.", "軌道上物体を観測するセンサーを製造する。"),
    ),
    "lumenvik": OrganizationEntry(
        name=("Lumenvik AS", "ルーメンヴィク社"),
        sector=Sector.INDUSTRY,
        country="NO",
        summary=("Ground stations in the far north.", "極北の地上局を運用する。"),
    ),
    "neelambar": OrganizationEntry(
        name=("Neelambar Propulsion Pvt. Ltd.", "ニーランバル推進機関社"),
        short_name=("Neelambar", "ニーランバル"),
        sector=Sector.INDUSTRY,
        country="IN",
    ),
    "rimal": OrganizationEntry(
        name=("Rimal Orbital Services LLC", "リマール軌道サービス社"),
        short_name=("Rimal", "リマール"),
        sector=Sector.INDUSTRY,
        country="AE",
    ),
}

OTHERS = {
    "hoshimi": OrganizationEntry(
        name=("Hoshimi University", "星見大学"), sector=Sector.ACADEMIA, country="JP"
    ),
    "hoshimi-institute": OrganizationEntry(
        name=("Institute for Orbital Policy Studies", "軌道政策研究所"),
        short_name=("IOPS", "軌道研"),
        sector=Sector.ACADEMIA,
        country="JP",
        parent="hoshimi",
        summary=(
            "Law, economics and engineering of orbit under one roof.",
            "軌道利用の法・経済・工学を横断して研究する。",
        ),
    ),
    "aldermoor": OrganizationEntry(
        name=("Aldermoor University", "オルダームーア大学"), sector=Sector.ACADEMIA, country="GB"
    ),
    "haneulmaru": OrganizationEntry(
        name=("Haneulmaru Institute of Science", "ハヌルマル科学院"), sector=Sector.ACADEMIA, country="KR"
    ),
    "forum": OrganizationEntry(
        name=("Orbital Industries Forum", "軌道産業フォーラム"),
        short_name=("OIF", "軌道フォーラム"),
        sector=Sector.ASSOCIATION,
        country="JP",
        summary=(
            "The industry's association; it prepares the dialogue.",
            "産業界の団体として、本対話の企画運営を担う。",
        ),
        website="https://example.org/",
    ),
    "chamber": OrganizationEntry(
        name=("Asanagi Chamber of Trade and Industry", "朝凪商工会"),
        sector=Sector.ASSOCIATION,
        country="JP",
    ),
    "guild": OrganizationEntry(
        name=("Small Satellite Guild", "小型衛星ギルド"), sector=Sector.ASSOCIATION, country="BE"
    ),
    "registry": OrganizationEntry(
        name=("Intergovernmental Orbit Registry", "政府間軌道登録機関"),
        short_name=("IOR", "軌道登録機関"),
        sector=Sector.INTERNATIONAL_ORGANIZATION,
        country="AT",
    ),
    "safety-centre": OrganizationEntry(
        name=("International Orbital Safety Centre", "国際軌道安全センター"),
        short_name=("IOSC", "軌道安全センター"),
        sector=Sector.INTERNATIONAL_ORGANIZATION,
        country="SG",
        summary=("Warns operators of collisions.", "運用者に衝突の危険を知らせる。"),
    ),
    "newspaper": OrganizationEntry(
        name=("The Asanagi Shimbun", "朝凪新聞社"), sector=Sector.PRESS, country="JP"
    ),
    "ledger": OrganizationEntry(
        name=("Orbit Ledger", "オービット・レジャー"), sector=Sector.PRESS, country="GB"
    ),
    "foundation": OrganizationEntry(
        name=("Clear Sky Foundation", "澄空財団"),
        sector=Sector.OTHER,
        country="JP",
        summary=("Grants for a sustainable use of space.", "持続可能な宇宙利用のための助成を行う。"),
    ),
}

ORGANIZATIONS = GOVERNMENT | MILITARY | INDUSTRY | OTHERS

ROLES = (
    (OrganizationRole.HOST, "ministry"),
    (OrganizationRole.ORGANIZER, "forum"),
    (OrganizationRole.CO_ORGANIZER, "joint-command"),
    (OrganizationRole.CO_ORGANIZER, "chamber"),
    (OrganizationRole.CO_ORGANIZER, "hoshimi-institute"),
    (OrganizationRole.SPONSOR_PLATINUM, "kazahaya"),
    (OrganizationRole.SPONSOR_GOLD, "vantorel"),
    (OrganizationRole.SPONSOR_GOLD, "orbicora"),
    (OrganizationRole.SPONSOR_SILVER, "tamayura"),
    (OrganizationRole.SPONSOR_SILVER, "lumenvik"),
    (OrganizationRole.SPONSOR_BRONZE, "yamabiko"),
    (OrganizationRole.SPONSOR_BRONZE, "kisaragi"),
    (OrganizationRole.SUPPORTER, "safety-centre"),
    (OrganizationRole.SUPPORTER, "guild"),
    (OrganizationRole.SUPPORTER, "foundation"),
    (OrganizationRole.MEDIA_PARTNER, "newspaper"),
    (OrganizationRole.MEDIA_PARTNER, "ledger"),
)
