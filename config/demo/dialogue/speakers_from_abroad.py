"""Invented people from elsewhere, some of whom write their names in a script of their own."""

from config.demo.content import AffiliationEntry, RankEntry, SpeakerEntry
from speakers.models import Grade, Level, NameOrder, Service

SPEAKERS_FROM_ABROAD = {
    "annegret-vosskamp": SpeakerEntry(
        given_name="Annegret",
        family_name="Vosskamp",
        japanese_name="アネグレット・フォスカンプ",
        honorific=("Dr", "博士"),
        affiliations=(
            AffiliationEntry(
                organization="orbital-services",
                position=("Director-General", "長官"),
                level=Level.DIRECTOR_GENERAL,
                from_on="2020-01-15",
            ),
        ),
        biography=(
            "Set up the office that buys orbital services as a customer instead of building satellites.",
            "衛星を自ら造らず顧客として役務を購入する庁の設立を主導しました。",
        ),
    ),
    "edmund-hartwell-pryce": SpeakerEntry(
        given_name="Edmund",
        family_name="Hartwell-Pryce",
        japanese_name="エドマンド・ハートウェル＝プライス",
        honorific=("Prof.", "教授"),
        affiliations=(
            AffiliationEntry(
                organization="aldermoor",
                position=("Professor of Law and Trade", "教授（通商法）"),
                level=Level.PROFESSOR,
            ),
        ),
        biography=(
            "Advises governments on export control and has written its most used textbook.",
            "輸出管理について各国政府に助言し、広く用いられる教科書を著しています。",
        ),
    ),
    "fiona-carrowmore": SpeakerEntry(
        given_name="Fiona",
        family_name="Carrowmore",
        japanese_name="フィオナ・キャロウモア",
        ranks=(
            RankEntry(
                title=("Air Vice-Marshal", "空軍少将"),
                grade=Grade.OF_7,
                service=Service.AIR_FORCE,
                from_on="2023-03-01",
            ),
        ),
        affiliations=(
            AffiliationEntry(
                organization="orbital-watch",
                position=("Deputy Director", "次長"),
                level=Level.FLAG_OFFICER,
                from_on="2023-03-01",
            ),
        ),
        biography=(
            "A former pilot who now works on how armed forces and operators warn each other.",
            "操縦士出身。現在は部隊と事業者が互いに警報を伝え合う仕組みづくりを担っています。",
        ),
    ),
    "matteo-brandolesi": SpeakerEntry(
        given_name="Matteo",
        family_name="Brandolesi",
        japanese_name="マッテオ・ブランドレージ",
        ranks=(
            RankEntry(
                title=("Colonel", "大佐"),
                grade=Grade.OF_5,
                service=Service.AIR_FORCE,
                from_on="2019-06-02",
            ),
        ),
        affiliations=(
            AffiliationEntry(
                organization="ninth-wing",
                position=("Wing Commander", "団司令"),
                level=Level.OFFICER,
                from_on="2021-09-01",
            ),
        ),
        biography=(
            "Commands two telescopes and a radar, and designs exercises for those who depend on them.",
            "望遠鏡２基とレーダー１基を擁する部隊を指揮し、利用者参加型の演習を企画しています。",
        ),
    ),
    "marijke-van-oosterzee": SpeakerEntry(
        given_name="Marijke",
        family_name="van Oosterzee",
        japanese_name="マライケ・ファン・オーステルゼー",
        honorific=("H.E.", "閣下"),
        affiliations=(
            AffiliationEntry(
                organization="envoy",
                position=("Ambassador, Envoy for Outer Space", "大使・宇宙担当特使"),
                level=Level.AMBASSADOR,
                from_on="2022-09-01",
            ),
        ),
        biography=(
            "Negotiates on norms of behaviour in outer space.",
            "宇宙空間における行動規範の交渉にあたっています。",
        ),
    ),
    "tomasz-wierzbowski": SpeakerEntry(
        given_name="Tomasz",
        family_name="Wierzbowski",
        japanese_name="トマシュ・ヴィエジュボフスキ",
        honorific=("Dr", "博士"),
        affiliations=(
            AffiliationEntry(
                organization="guild",
                position=("Secretary General", "事務局長"),
                level=Level.SENIOR_MANAGER,
            ),
        ),
        biography=(
            "Helps small businesses to answer public tenders in nine languages.",
            "中小企業の公共調達への参加を９言語で支援しています。",
        ),
    ),
    "renee-aubertin": SpeakerEntry(
        given_name="Renée",
        family_name="Aubertin",
        japanese_name="ルネ・オベルタン",
        affiliations=(
            AffiliationEntry(
                organization="delegation",
                position=("Deputy Director for Industry", "産業担当次長"),
                level=Level.DIRECTOR,
                from_on="2024-02-01",
            ),
        ),
        biography=(
            "Brings users in other ministries together with those who offer data from space.",
            "他省庁の利用者と宇宙データの提供者とを結び付けています。",
        ),
    ),
    "marcus-ellery": SpeakerEntry(
        given_name="Marcus",
        family_name="Ellery",
        japanese_name="マーカス・エラリー",
        affiliations=(
            AffiliationEntry(
                organization="traffic",
                position=("Administrator", "局長"),
                level=Level.DIRECTOR_GENERAL,
                from_on="2022-06-01",
            ),
        ),
        biography=(
            "Spent twenty years in air traffic control before he turned to orbit.",
            "航空管制に20年携わったのち、軌道の交通管理に転じました。",
        ),
    ),
    "danielle-okoye-brandt": SpeakerEntry(
        given_name="Danielle",
        family_name="Okoye-Brandt",
        japanese_name="ダニエル・オコイエ＝ブラント",
        affiliations=(
            AffiliationEntry(
                organization="vantorel",
                position=("Vice President, Government Programmes", "政府事業担当副社長"),
                level=Level.C_SUITE,
            ),
        ),
        biography=(
            "Leads programmes for protected communication; her first work was on cryptography.",
            "高秘匿通信の事業を統括しています。もとは暗号の研究者です。",
        ),
    ),
    "ingrid-solhaugen": SpeakerEntry(
        given_name="Ingrid",
        family_name="Solhaugen",
        japanese_name="イングリッド・ソルハウゲン",
        affiliations=(
            AffiliationEntry(
                organization="lumenvik",
                position=("Chief Operating Officer", "最高執行責任者（COO）"),
                level=Level.C_SUITE,
            ),
        ),
        biography=(
            "Keeps ground stations running through polar night.",
            "極夜の地で地上局の運用を支えています。",
        ),
    ),
    "han-seo-yeon": SpeakerEntry(
        given_name="Seo-yeon",
        family_name="Han",
        japanese_name="ハン・ソヨン",
        name_order=NameOrder.FAMILY_FIRST,
        native_name="한서연",
        native_language="ko",
        affiliations=(
            AffiliationEntry(
                organization="haneulmaru",
                position=("Senior Researcher", "主任研究員"),
                level=Level.SENIOR_RESEARCHER,
            ),
        ),
        biography=(
            "Models how satellites come down, and when.",
            "衛星がいつ、どのように落下するかをモデル化しています。",
        ),
    ),
    "tan-wei-ling": SpeakerEntry(
        given_name="Wei Ling",
        family_name="Tan",
        japanese_name="タン・ウェイリン",
        name_order=NameOrder.FAMILY_FIRST,
        native_name="陈慧玲",
        native_name_reading="Chén Huìlíng",
        native_language="zh-Hans",
        affiliations=(
            AffiliationEntry(
                organization="safety-centre",
                position=("Deputy Director", "次長"),
                level=Level.DIRECTOR,
            ),
        ),
        biography=(
            "Runs the desk that calls operators when two orbits come too close.",
            "軌道の異常接近を運用者に知らせる当直部門を統括しています。",
        ),
    ),
    "chidinma-nwachukwu": SpeakerEntry(
        given_name="Chidinma",
        family_name="Nwachukwu",
        japanese_name="チディンマ・ヌワチュク",
        honorific=("Dr", "博士"),
        affiliations=(
            AffiliationEntry(
                organization="registry",
                position=("Executive Director", "事務局長"),
                level=Level.DIRECTOR_GENERAL,
                from_on="2020-01-15",
            ),
        ),
        biography=(
            "An astronomer who keeps the list of what states have put into orbit.",
            "天文学者。各国が軌道に投入した物体の登録簿を管理しています。",
        ),
    ),
    "priya-ranganathan": SpeakerEntry(
        given_name="Priya",
        family_name="Ranganathan",
        japanese_name="プリヤ・ランガナタン",
        affiliations=(
            AffiliationEntry(
                organization="neelambar",
                position=("Chief Engineer", "主任技師"),
                level=Level.SENIOR_MANAGER,
            ),
        ),
        biography=(
            "Designs valves and tanks that can be refilled in orbit.",
            "軌道上で再充填できる弁とタンクを設計しています。",
        ),
    ),
    "yusuf-al-mansoori": SpeakerEntry(
        given_name="Yusuf",
        family_name="Al Mansoori",
        japanese_name="ユースフ・アル・マンスーリ",
        native_name="يوسف المنصوري",
        native_language="ar",
        affiliations=(
            AffiliationEntry(
                organization="rimal",
                position=("Managing Director", "代表取締役"),
                level=Level.C_SUITE,
            ),
        ),
        biography=(
            "Offers inspection in orbit to insurers and to governments.",
            "保険会社と政府に軌道上の点検役務を提供しています。",
        ),
    ),
}
