"""Which files attendees may send, who may fetch them, and when they are deleted."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import ROLE_ACTIONS, Action, Role
from registrations import answer_files, answer_purges, answer_recount, deadlines
from registrations.models import Answer, AnswerFile, AnswerPurge, Question, SensitiveAnswer
from tests.builders import make_question, make_registration, make_ticket_type, make_user
from tests.registrations.builders import make_published_event

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40


def archive(*names, content=b"x"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return buffer.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


def a_question(**fields):
    return Question(kind="file", text="File?", **{"file_types": ["pdf", "jpg", "png", "docx"]} | fields)


@pytest.mark.parametrize(
    ("name", "content", "file_type"),
    [
        ("passport.PDF", PDF, "pdf"),
        ("photo.jpeg", JPEG, "jpg"),
        ("photo.jpg", JPEG, "jpg"),
        ("scan.png", PNG, "png"),
        ("letter.docx", archive(*WORD), "docx"),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name, content, file_type):
    assert answer_files.type_of(SimpleUploadedFile(name, content), a_question()) == file_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.html", b"<script>alert(1)</script>"),
        ("image.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("page.pdf", b"<html>%PDF-1.7"),
        ("photo.png", JPEG),
        ("photo.jpg", b"GIF89a"),
        ("noextension", PDF),
        ("double.pdf.exe", PDF),
        ("polyglot.jpg", JPEG + archive("payload.js")),
        ("polyglot.pdf", PDF + archive("payload.js")),
        ("plain.docx", archive("readme.txt")),
        ("climbing.docx", archive(*WORD, "../../etc/passwd")),
        ("absolute.docx", archive(*WORD, "/etc/passwd")),
        ("macros.docx", archive(*WORD, "word/vbaProject.bin")),
        ("bomb.docx", archive(*WORD, content=b"\x00" * (101 * 1024 * 1024))),
        ("crowd.docx", archive(*WORD, *(f"word/{number}" for number in range(2_001)))),
        ("broken.docx", b"PK\x03\x04" + b"\x00" * 200),
        ("large.pdf", PDF + b"\x00" * (1024 * 1024)),
    ],
)
def test_whatever_else_is_refused_with_its_reason(name, content):
    with pytest.raises(ValidationError):
        answer_files.type_of(SimpleUploadedFile(name, content), a_question(largest_file=1))


def test_only_the_types_that_the_question_takes():
    with pytest.raises(ValidationError, match="PDF"):
        answer_files.type_of(SimpleUploadedFile("photo.png", PNG), a_question(file_types=["pdf"]))


pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_published_event()


@pytest.fixture
def ada(event):
    return make_registration(make_ticket_type(event), "Ada")


def keep(question, registration=None, name="passport.pdf", now=None):
    file = answer_files.keep(SimpleUploadedFile(name, PDF), question, now=now or timezone.now())
    if registration is not None:
        AnswerFile.objects.filter(pk=file.pk).update(registration=registration)
        table = SensitiveAnswer if question.is_sensitive else Answer
        table.objects.create(registration=registration, question=question, value=file.code)
        file.refresh_from_db()
    return file


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("旅券.pdf", "旅券.pdf"),
        ("..\\..\\windows\\x.pdf", "x.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("line\nbreak.pdf", "linebreak.pdf"),
        (".pdf.pdf", "pdf.pdf"),
        ("\u200b.pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_would_deceive(name, kept, event):
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = name
    file = answer_files.keep(upload, make_question(event, "file"), now=timezone.now())
    assert file.name == kept
    assert file.file.name == f"answers/{file.code}.pdf"


def test_a_file_is_handed_out_to_be_saved_and_never_shown_in_place(event, ada, client):
    file = keep(make_question(event, "file"), ada, name="旅券.pdf")

    answer = client.get(reverse("registrations:own_file", args=[ada.token, file.code]))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_nobody_fetches_the_file_of_another_attendee(event, ada, client):
    grace = make_registration(ada.ticket_type, "Grace")
    file = keep(make_question(event, "file"), ada)
    waiting = keep(make_question(event, "file"))

    for code in (file.code, waiting.code, "nothing"):
        assert client.get(reverse("registrations:own_file", args=[grace.token, code])).status_code == 404


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("is_sensitive", [False, True])
def test_staff_fetch_what_their_role_may_see(is_sensitive, role, event, ada, sign_in):
    file = keep(make_question(event, "file", is_sensitive=is_sensitive), ada)
    actions = ROLE_ACTIONS[role] if role else frozenset()
    needed = {Action.SEE_ATTENDEES} | ({Action.SEE_SENSITIVE_ANSWERS} if is_sensitive else set())
    client = sign_in(make_user(role=role, event=event if role else None))

    answer = client.get(reverse("registrations:attendee_file", args=[event.slug, ada.pk, file.code]))

    assert answer.status_code == (200 if needed <= actions else 404)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SENSITIVE])
def test_sensitive_answers_are_read_by_nobody_without_the_role(role, event, ada, sign_in):
    SensitiveAnswer.objects.create(
        registration=ada, question=make_question(event, "text", is_sensitive=True), value="Secret words"
    )
    Answer.objects.create(registration=ada, question=make_question(event), value="Plain words")
    client = sign_in(make_user(role=role, event=event))

    page = client.get(reverse("registrations:attendee", args=[event.slug, ada.pk])).content.decode()

    assert "Plain words" in page
    assert ("Secret words" in page) == (role == Role.SENSITIVE)


def test_what_no_form_waits_for_any_more_is_swept_away(event, ada):
    now = timezone.now()
    question = make_question(event, "file")
    old = keep(question, now=now - dt.timedelta(days=2))
    fresh = keep(question, now=now)
    held = keep(question, ada, now=now - dt.timedelta(days=2))
    storage = old.file.storage

    deadlines.keep(now=now)

    assert set(AnswerFile.objects.all()) == {fresh, held}
    assert not storage.exists(old.file.name)
    assert storage.exists(held.file.name)


def test_sensitive_answers_are_deleted_after_the_event_and_leave_a_trace(event, ada):
    event.sensitive_answers_kept_days = 10
    event.save()
    secret, plain = make_question(event, "file", is_sensitive=True), make_question(event)
    Answer.objects.create(registration=ada, question=plain, value="stays")
    file = keep(secret, ada)
    deadline = event.ends_at + dt.timedelta(days=10)

    assert answer_purges.purge(now=deadline - dt.timedelta(seconds=1)) == 0
    assert SensitiveAnswer.objects.count() == 1
    deadlines.keep(now=deadline)
    deadlines.keep(now=deadline)

    trace = AnswerPurge.objects.get()
    assert (trace.event, trace.answer_count, trace.file_count) == (event, 1, 1)
    assert (SensitiveAnswer.objects.count(), AnswerFile.objects.count()) == (0, 0)
    assert not file.file.storage.exists(file.file.name)
    assert Answer.objects.get().value == "stays"


def test_verify_finds_what_contradicts_itself(event, ada):
    now = timezone.now()
    secret = make_question(event, "text", is_sensitive=True)
    file = keep(make_question(event, "file"), ada)
    assert list(answer_recount.breaches(now=now)) == []

    Answer.objects.create(registration=ada, question=secret, value="in the wrong table")
    Answer.objects.create(registration=ada, question=make_question(make_published_event()), value="elsewhere")
    later = make_question(event, "yes_no", order=900)
    make_question(event, order=899, shown_if=later, shown_if_answers=["yes"])
    file.file.storage.delete(file.file.name)

    assert len(list(answer_recount.breaches(now=now))) == 4
