"""What the invented event says of itself."""

from config.demo.content import Text, paragraphs

DESCRIPTION: Text = (
    paragraphs(
        "Navigation, warning, communication and pictures of the Earth increasingly come from services that "
        "private business runs and governments buy. The dialogue brings both sides together, with the armed "
        "forces, research and the press, around three threads:",
        "- **Resilience and security**: how services withstand interference, and who warns whom\n"
        "- **Procurement and partnership**: contracts, export control, insurance, and the way in for small "
        "firms\n"
        "- **Technology and services**: what has been measured, tried and flown",
        "Keynotes and panels in the Main Hall are interpreted between Japanese and English. Workshops and "
        "breakouts are for those who take part in them; some are held for registered or confirmed attendees.",
        "*This event is invented, to show what Plenary does: its organizations and its people do not exist.*",
    ),
    paragraphs(
        "測位、警報、通信、地球観測。その多くは今日、民間が運用し政府が調達するサービスに支えられています。"
        "本対話では、官民に加え、部隊、研究者、報道関係者が一堂に会し、三つの柱に沿って議論します。",
        "- **強靱性と安全保障**：サービスは妨害にどう耐えるのか、誰が誰に警報を伝えるのか\n"
        "- **調達と官民連携**：契約、輸出管理、保険、中小企業の参入\n"
        "- **技術とサービス**：測定し、試し、飛ばして得られた成果",
        "大ホールの基調講演とパネルディスカッションには日英同時通訳が付きます。"
        "ワークショップと分科会は参加型で、登録された方または参加が確定した方のみを対象とするものがあります。",
        "*この催しは、Plenaryの機能を紹介するための架空のものです。登場する組織・人物は実在しません。*",
    ),
)

PRACTICAL: Text = (
    paragraphs(
        "**Admission.** Doors open at 09:00 on the first day and at 08:15 on the second. Bring your ticket, "
        "on paper or on your phone, and a photo identification. Badges are worn visibly in the venue.",
        "**Language.** There is interpretation between Japanese and English where the agenda says so; "
        "receivers are handed out at the entrance of the room.",
        "**Dress.** Business attire or service dress.",
        "**Photography.** Sessions marked as recorded may be published. Please take no pictures in sessions "
        "that are closed to the press.",
        "**Accessibility.** All rooms are reached without steps. Sign language and seats with an induction "
        "loop are arranged on request until two weeks before the event.",
    ),
    paragraphs(
        "**受付：** 開場は初日９時、２日目８時15分です。参加証（印刷またはスマートフォンの画面）と"
        "写真付き身分証明書をご持参ください。会場内では名札をお着けください。",
        "**言語：** プログラムに「通訳」の表示があるセッションには日英同時通訳が付きます。"
        "受信機は各室の入口でお渡しします。",
        "**服装：** ビジネススーツまたは制服でお越しください。",
        "**撮影：** 「録画」の表示があるセッションは公開されることがあります。"
        "報道関係者の入場をお断りするセッションでの撮影はご遠慮ください。",
        "**バリアフリー：** すべての会場に段差なくお越しいただけます。"
        "手話通訳、磁気ループのある席をご希望の方は、開催２週間前までにお申し出ください。",
    ),
)

PRIVACY_NOTICE: Text = (
    paragraphs(
        "The Orbital Industries Forum, as organizer, keeps what you enter here in order to run this event: "
        "to decide on admission, to print your badge, to mail you about the event and to count who came.",
        "- **Who sees it**: the organizers' staff, the host's reviewers, and staff at the door as far as "
        "they need it. Lists that are taken out of the system are recorded with their purpose.\n"
        "- **Until when**: three months after the event; then names and addresses are deleted and only "
        "numbers per sector and country are kept.\n"
        "- **Your rights**: you can see, change and cancel your registration with your personal link at any "
        "time, and ask for deletion at privacy@example.org.",
        "Nothing is sold, and nothing is passed to sponsors.",
    ),
    paragraphs(
        "本催しの事務局である軌道産業フォーラムは、ご入力いただいた情報を、参加可否の決定、名札の作成、"
        "本催しに関するご連絡、参加者数の集計のために利用します。",
        "- **閲覧する者**：事務局職員、主催者の審査担当者、および必要な範囲で会場受付の担当者。"
        "名簿を出力した場合は、その目的とともに記録します。\n"
        "- **保存期間**：開催後３か月。その後は氏名・連絡先を削除し、分野別・国別の人数のみを保存します。\n"
        "- **皆様の権利**：専用ページからいつでも登録内容の確認、変更、取消しができます。"
        "削除のご請求は privacy@example.org で承ります。",
        "情報を販売したり、協賛団体に提供したりすることはありません。",
    ),
)
