"""The programme of the invented event's first day, until lunch."""

from config.demo.content import MaterialEntry, Part, SessionEntry, parts
from events.models import AppearanceRole, Audience, MaterialKind, SessionKind

FIRST_MORNING = (
    SessionEntry(
        key="arrival",
        day=0,
        starts="09:00",
        ends="09:30",
        kind=SessionKind.OTHER,
        title=("Registration and welcome coffee", "受付・ウェルカムコーヒー"),
        room="harbour",
    ),
    SessionEntry(
        key="opening",
        day=0,
        starts="09:30",
        ends="09:50",
        kind=SessionKind.OPENING,
        title=("Opening remarks", "開会挨拶"),
        room="main",
        language="ja",
        has_interpretation=True,
        is_recorded=True,
        expected_attendance=400,
        materials=(
            MaterialEntry(
                kind=MaterialKind.LIVE_STREAM,
                title=("Live stream of the Main Hall", "大ホールのライブ配信"),
                address="https://stream.example.org/dialogue/main-hall",
                audience=Audience.APPROVED,
            ),
        ),
        people=(
            *parts(AppearanceRole.MASTER_OF_CEREMONIES, "kitsukawa-toma"),
            *parts(AppearanceRole.OPENING_REMARKS, "kuze-masaomi", "shiraishi-aya"),
            Part(
                AppearanceRole.INTERPRETER,
                unnamed=("Simultaneous interpreters", "同時通訳者"),
                organization="forum",
            ),
        ),
    ),
    SessionEntry(
        key="space-economy",
        day=0,
        starts="09:50",
        ends="10:20",
        kind=SessionKind.KEYNOTE,
        title=("A space economy that governments can rely on", "政府が頼りにできる宇宙経済とは"),
        abstract=(
            "What the ministry will buy, what it will leave to the market, and what it asks of both: "
            "services that are still there on the day they are needed most.",
            "宇宙海洋省は何を調達し、何を市場に委ねるのか。最も必要とされる日に使えるサービスであるために、"
            "官民双方に何が求められるのかを述べます。",
        ),
        room="main",
        language="ja",
        has_interpretation=True,
        is_recorded=True,
        expected_attendance=400,
        materials=(
            MaterialEntry(
                kind=MaterialKind.SLIDES,
                title=("Slides: a space economy to rely on", "スライド「頼りにできる宇宙経済」"),
                audience=Audience.REGISTERED,
            ),
            MaterialEntry(
                kind=MaterialKind.PAPER,
                title=("White paper on procuring services in orbit", "宇宙サービス調達に関する白書"),
                address="https://example.org/white-paper",
            ),
        ),
        people=parts(AppearanceRole.KEYNOTE_SPEAKER, "asakura-haruka"),
    ),
    SessionEntry(
        key="contested",
        day=0,
        starts="10:20",
        ends="10:50",
        kind=SessionKind.KEYNOTE,
        title=(
            "When services are contested: what operators ask of industry",
            "サービスが脅かされるとき：運用者が産業界に求めるもの",
        ),
        abstract=(
            "Interference is daily routine. The commander of the Joint Orbital Command describes what users "
            "notice of it, what they do not, and which three properties matter in the next generation of "
            "systems.",
            "妨害はもはや日常です。利用者が気付くもの、気付かないものを示したうえで、次世代システムに必要な"
            "三つの性質を統合軌道司令官が論じます。",
        ),
        track="resilience",
        room="main",
        language="ja",
        has_interpretation=True,
        expected_attendance=400,
        people=parts(AppearanceRole.KEYNOTE_SPEAKER, "todo-seiichi"),
    ),
    SessionEntry(
        key="coffee-1",
        day=0,
        starts="10:50",
        ends="11:10",
        kind=SessionKind.BREAK,
        title=("Coffee break", "コーヒーブレイク"),
        room="harbour",
    ),
    SessionEntry(
        key="sharing-risk",
        day=0,
        starts="11:10",
        ends="12:10",
        kind=SessionKind.PANEL,
        title=(
            "Sharing the risk of commercial services in a crisis",
            "危機における民間サービスのリスクをどう分かち合うか",
        ),
        subtitle=("Who pays, who decides, who answers", "誰が負担し、誰が決め、誰が責任を負うのか"),
        abstract=(
            "A service that armed forces use may become a target. Government, insurer, operator and lawyer "
            "lay out who carries which part of that risk today, and which part nobody does.",
            "部隊が利用するサービスは標的となり得ます。政府、保険者、事業者、法律家が、今日そのリスクを誰が"
            "どこまで負い、どこに空白があるのかを整理します。",
        ),
        track="resilience",
        room="main",
        language="en",
        has_interpretation=True,
        is_recorded=True,
        expected_attendance=380,
        people=(
            *parts(AppearanceRole.MODERATOR, "marijke-van-oosterzee"),
            *parts(AppearanceRole.PANELIST, "marcus-ellery", "narumi-daisuke", "annegret-vosskamp"),
            Part(
                AppearanceRole.PANELIST,
                unnamed=("Head of Space Underwriting", "宇宙保険引受部長"),
                organization="insurance",
            ),
            *parts(AppearanceRole.DISCUSSANT, "shinonome-sosuke"),
        ),
    ),
    SessionEntry(
        key="lunch-1",
        day=0,
        starts="12:10",
        ends="13:20",
        kind=SessionKind.BREAK,
        title=("Lunch", "昼食"),
        room="harbour",
    ),
)
