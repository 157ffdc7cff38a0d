"""How one attends the invented event, and what attendees are told before it."""

from config.demo.content import QuotaEntry, ReminderEntry, TicketTypeEntry, paragraphs
from notifications.models import Recipients, ReminderUnit
from registrations.models import AttendanceChoice
from speakers.models import Sector

QUOTAS = {
    "hall": QuotaEntry(name=("Seats in the Main Hall", "大ホールの席"), capacity=160),
}

TICKET_TYPES = {
    "government": TicketTypeEntry(
        name=("Government and military", "行政・防衛関係者"),
        description=(
            "For staff of ministries, agencies, armed forces and international organizations. Both days. "
            "Register with your official address to be confirmed at once.",
            "府省庁、部隊、国際機関の職員の方。両日参加いただけます。公用のメールアドレスで登録すると、直ちに参加が確定します。",
        ),
        capacity=80,
        quota="hall",
        terms={
            "sectors": [
                Sector.GOVERNMENT,
                Sector.MILITARY,
                Sector.INTERNATIONAL_ORGANIZATION,
            ]
        },
        needs_review=True,
    ),
    "industry": TicketTypeEntry(
        name=("Industry", "産業界"),
        description=(
            "For businesses and their associations, of any size. Both days and the reception.",
            "規模を問わず、企業および業界団体の方。両日およびレセプションに参加いただけます。",
        ),
        capacity=60,
        price=33_000,
        quota="hall",
        terms={"attendance": AttendanceChoice.EITHER, "online_capacity": 40},
    ),
    "academia-press": TicketTypeEntry(
        name=("Academia and press", "学術・報道関係者"),
        description=(
            "Confirmed after review, as a rule within three working days. Some sessions are closed to press.",
            "審査のうえ、通常３営業日以内に参加を確定します。報道関係者の入場をお断りするセッションがあります。",
        ),
        capacity=30,
        needs_review=True,
        quota="hall",
    ),
    "showcase": TicketTypeEntry(
        name=("Start-up showcase", "スタートアップ展示"),
        description=(
            "One person per start-up, with a table in the Harbour Room on both days.",
            "スタートアップ１社につき１名。両日ともハーバールームに展示机を用意します。",
        ),
        capacity=12,
        terms={"hours_to_accept": 72},
    ),
    "online": TicketTypeEntry(
        name=("Online", "オンライン"),
        description=(
            "The sessions in the Main Hall, live, with interpretation. The link follows by mail.",
            "大ホールのセッションを通訳付きで生中継します。視聴用のリンクは電子メールでお送りします。",
        ),
        capacity=None,
        terms={"attendance": AttendanceChoice.ONLINE},
    ),
}

REMINDERS = (
    ReminderEntry(
        amount=7,
        unit=ReminderUnit.DAYS,
        recipients=Recipients.CONFIRMED,
        subject=("One week to go: {event}", "開催まで１週間：{event}"),
        body=(
            paragraphs(
                "Dear {name},",
                "{event} begins in one week: {starts}, {place}.",
                "The agenda, with rooms and the latest changes: {agenda}",
                "Your ticket and your details are on your personal page. If you cannot come after all, "
                "please cancel there; somebody on the waiting list will be glad of the seat: {link}",
                "We look forward to welcoming you.",
                "The organizers",
            ),
            paragraphs(
                "{name} 様",
                "{event}の開催まで１週間となりました。",
                "日時：{starts}\n場所：{place}",
                "プログラム（会場・変更点を含む）：{agenda}",
                "参加証とご登録内容は、専用ページでご確認いただけます。ご都合が悪くなった場合は、お手数ですが"
                "同じページでキャンセルをお願いいたします。お待ちの方にお席をご案内いたします。\n{link}",
                "皆様のお越しをお待ちしております。",
                "事務局",
            ),
        ),
    ),
    ReminderEntry(
        amount=24,
        unit=ReminderUnit.HOURS,
        recipients=Recipients.CONFIRMED,
        subject=("Tomorrow: {event}", "いよいよ明日：{event}"),
        body=(
            paragraphs(
                "Dear {name},",
                "{event} begins tomorrow: {starts}, {place}.",
                "Doors open half an hour before the first session. Please have your ticket ready, on your "
                "phone or on paper, and bring a photo identification: {link}",
                "The agenda: {agenda}",
                "Have a good journey.",
                "The organizers",
            ),
            paragraphs(
                "{name} 様",
                "{event}はいよいよ明日開催です。",
                "日時：{starts}\n場所：{place}",
                "開場は最初のセッションの30分前です。参加証（スマートフォンの画面または印刷したもの）と"
                "写真付き身分証明書をご用意ください。\n{link}",
                "プログラム：{agenda}",
                "お気を付けてお越しください。",
                "事務局",
            ),
        ),
    ),
    ReminderEntry(
        amount=10,
        unit=ReminderUnit.DAYS,
        recipients=Recipients.WAITLISTED,
        subject=("You are still on the waiting list: {event}", "キャンセル待ちのご案内：{event}"),
        body=(
            paragraphs(
                "Dear {name},",
                "You are on the waiting list for {event} ({starts}). As soon as a seat becomes free you will "
                "get a mail.",
                "If you no longer wish to come, please say so here: {link}",
                "The organizers",
            ),
            paragraphs(
                "{name} 様",
                "{event}（{starts}）のキャンセル待ちを承っております。お席のご用意ができ次第、"
                "電子メールでお知らせします。",
                "ご参加の希望を取り下げる場合は、下記のページでお手続きください。\n{link}",
                "事務局",
            ),
        ),
    ),
)
