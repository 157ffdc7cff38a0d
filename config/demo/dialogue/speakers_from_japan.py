"""Invented people who write their names in Japanese, family name first."""

from config.demo.content import AffiliationEntry, RankEntry, SpeakerEntry, Text
from speakers.models import Grade, Level, NameOrder, Service


def _speaker(
    latin: str,
    native: str,
    reading: str,
    organization: str,
    position: Text,
    level: Level,
    biography: Text,
    *,
    honorific: Text = ("", ""),
    ranks: tuple[RankEntry, ...] = (),
    earlier: tuple[AffiliationEntry, ...] = (),
    since: str | None = None,
) -> SpeakerEntry:
    family_name, given_name = latin.split()
    return SpeakerEntry(
        given_name=given_name,
        family_name=family_name,
        name_order=NameOrder.FAMILY_FIRST,
        native_name=native,
        native_name_reading=reading,
        native_language="ja",
        honorific=honorific,
        ranks=ranks,
        biography=biography,
        affiliations=(
            AffiliationEntry(organization=organization, position=position, level=level, from_on=since),
            *earlier,
        ),
    )


SPEAKERS_FROM_JAPAN = {
    "kuze-masaomi": _speaker(
        "Kuze Masaomi",
        "久世 正臣",
        "くぜ まさおみ",
        "ministry",
        ("Minister of Space and Ocean Affairs", "宇宙海洋大臣"),
        Level.MINISTER,
        (
            "Heads the ministry. He studied naval architecture and sat on the parliamentary committee for "
            "science before taking office.",
            "宇宙海洋省を率いています。船舶工学を学び、議会の科学委員会の委員を経て現職に就きました。",
        ),
        since="2025-10-01",
    ),
    "asakura-haruka": _speaker(
        "Asakura Haruka",
        "朝倉 晴香",
        "あさくら はるか",
        "ministry",
        ("State Minister for Space", "宇宙担当副大臣"),
        Level.VICE_MINISTER,
        (
            "Answers for space in the ministry, from launch licences to the budget for research.",
            "打上げの許可から研究予算まで、宇宙海洋省の宇宙行政を担当しています。",
        ),
        since="2025-10-05",
    ),
    "todo-seiichi": _speaker(
        "Todo Seiichi",
        "藤堂 誠一",
        "とうどう せいいち",
        "joint-command",
        ("Commander", "司令官"),
        Level.FLAG_OFFICER,
        (
            "Has commanded the Joint Orbital Command since it was formed; a communications engineer by "
            "training.",
            "通信工学を専門とし、統合軌道司令部の新編以来、その指揮をとっています。",
        ),
        ranks=(
            RankEntry(
                title=("Lieutenant General", "中将"),
                grade=Grade.OF_8,
                service=Service.AIR_FORCE,
                from_on="2022-08-01",
            ),
            RankEntry(
                title=("Major General", "少将"),
                grade=Grade.OF_7,
                service=Service.AIR_FORCE,
                from_on="2017-08-01",
            ),
        ),
        since="2022-08-01",
    ),
    "makabe-risa": _speaker(
        "Makabe Risa",
        "真壁 理沙",
        "まかべ りさ",
        "watch-group",
        ("Commanding Officer", "群司令"),
        Level.OFFICER,
        (
            "Leads the group that follows objects in orbit day and night.",
            "軌道上の物体を昼夜を問わず監視する部隊を指揮しています。",
        ),
        ranks=(
            RankEntry(
                title=("Colonel", "大佐"),
                grade=Grade.OF_5,
                service=Service.AIR_FORCE,
                from_on="2021-01-01",
            ),
        ),
        since="2023-04-01",
    ),
    "setoyama-ryo": _speaker(
        "Setoyama Ryo",
        "瀬戸山 亮",
        "せとやま りょう",
        "policy-bureau",
        ("Director-General", "局長"),
        Level.DIRECTOR_GENERAL,
        (
            "Responsible for orbital policy and international cooperation; before that he reformed the "
            "contracts of the acquisition agency.",
            "軌道政策と国際協力を所管しています。前職の宇宙システム調達庁では契約制度の改革に携わりました。",
        ),
        since="2023-04-01",
        earlier=(
            AffiliationEntry(
                organization="acquisition",
                position=("Deputy Commissioner", "次長"),
                level=Level.DIRECTOR_GENERAL,
                from_on="2019-07-01",
                to_on="2023-03-31",
            ),
        ),
    ),
    "higaki-shiho": _speaker(
        "Higaki Shiho",
        "檜垣 志保",
        "ひがき しほ",
        "acquisition",
        ("Director, Contract Reform Division", "契約制度課長"),
        Level.DIRECTOR,
        (
            "Writes the rules by which government buys services in orbit, with an ear for those who sell.",
            "政府が軌道上の役務を調達する際の制度づくりを、事業者の声を聞きながら進めています。",
        ),
    ),
    "narumi-daisuke": _speaker(
        "Narumi Daisuke",
        "鳴海 大輔",
        "なるみ だいすけ",
        "kazahaya",
        ("President and CEO", "代表取締役社長"),
        Level.C_SUITE,
        (
            "Joined Kazahaya Aerospace as a thermal engineer and has led it for eight years.",
            "熱設計の技術者として風早エアロスペースに入社し、社長に就任して８年になります。",
        ),
    ),
    "igarashi-yuki": _speaker(
        "Igarashi Yuki",
        "五十嵐 由紀",
        "いがらし ゆき",
        "tamayura",
        ("Chief Technology Officer", "最高技術責任者（CTO）"),
        Level.C_SUITE,
        (
            "Works on laser links that keep their beam through haze and motion.",
            "もやや揺れの中でも途切れない光リンクの研究開発に取り組んでいます。",
        ),
        honorific=("Dr", "博士"),
    ),
    "minase-kei": _speaker(
        "Minase Kei",
        "水無瀬 圭",
        "みなせ けい",
        "yamabiko",
        ("Chief Executive Officer", "最高経営責任者（CEO）"),
        Level.C_SUITE,
        (
            "Founded Yamabiko Radar after years in earthquake research.",
            "地震研究に長く携わったのち、やまびこレーダーを創業しました。",
        ),
    ),
    "takanashi-sakura": _speaker(
        "Takanashi Sakura",
        "小鳥遊 さくら",
        "たかなし さくら",
        "nagisa",
        ("Head of Flight Dynamics", "軌道力学部長"),
        Level.SENIOR_MANAGER,
        (
            "Plans the manoeuvres of forty satellites and teaches operators how to do it.",
            "40機の衛星の軌道制御を計画するかたわら、運用者の育成にあたっています。",
        ),
    ),
    "shinonome-sosuke": _speaker(
        "Shinonome Sosuke",
        "東雲 宗介",
        "しののめ そうすけ",
        "hoshimi-institute",
        ("Professor of International Law", "教授（国際法）"),
        Level.PROFESSOR,
        (
            "Studies responsibility in orbit: who answers when a commercial service serves a state.",
            "民間の役務が国家に用いられる場合の責任の所在など、軌道利用をめぐる国際法を研究しています。",
        ),
    ),
    "kirishima-kyohei": _speaker(
        "Kirishima Kyohei",
        "霧島 恭平",
        "きりしま きょうへい",
        "forum",
        ("Secretary General", "事務局長"),
        Level.SENIOR_MANAGER,
        (
            "Speaks for some hundred and twenty members, two thirds of them small businesses.",
            "会員約120社、その３分の２を中小企業が占める軌道産業フォーラムの事務局を預かっています。",
        ),
    ),
    "kitsukawa-toma": _speaker(
        "Kitsukawa Toma",
        "橘川 冬馬",
        "きつかわ とうま",
        "newspaper",
        ("Editorial Writer", "論説委員"),
        Level.EXPERT,
        (
            "Writes on science and security, and leads through both days of the programme.",
            "科学技術と安全保障を担当する論説委員です。両日の総合司会を務めます。",
        ),
    ),
    "shiraishi-aya": _speaker(
        "Shiraishi Aya",
        "白石 文",
        "しらいし あや",
        "chamber",
        ("President", "会長"),
        Level.C_SUITE,
        (
            "Runs a family business for precision parts and has opened the chamber to space.",
            "精密部品の家業を営みながら、商工会の宇宙分野への取組みを進めてきました。",
        ),
    ),
    "chihaya-rin": _speaker(
        "Chihaya Rin",
        "千早 凛",
        "ちはや りん",
        "kisaragi",
        ("Founder", "創業者・代表"),
        Level.C_SUITE,
        (
            "Began to read satellite images as a student of forestry; eleven people now do it with her.",
            "林学を学ぶ学生のころに衛星画像の解析を始め、現在は11名の仲間とともに事業を行っています。",
        ),
    ),
}
