"""Mail as files, when no mail server is configured."""

import email
import email.policy

from django.core.mail import EmailMessage, get_connection

BACKEND = "notifications.mail_folder.EmailBackend"


def test_each_mail_is_a_file_of_its_own_that_a_mail_program_opens(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    mails = [EmailMessage("Über", "Body\nline", "desk@example.org", [f"{name}@example.org"]) for name in "ab"]

    assert get_connection(BACKEND).send_messages(mails) == 2

    files = sorted((tmp_path / "mail").iterdir())
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert [mail["To"] for mail in read] == ["a@example.org", "b@example.org"]
    assert [mail["Subject"] for mail in read] == ["Über", "Über"]
    assert [mail.get_content().split() for mail in read] == [["Body", "line"]] * 2


def test_no_address_leads_out_of_the_folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")

    get_connection(BACKEND).send_messages(
        [EmailMessage("S", "B", "desk@example.org", ["../../x/y@example.org"])]
    )

    assert len(list((tmp_path / "mail").iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def test_a_mail_to_nobody_is_not_written(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")

    assert get_connection(BACKEND).send_messages([EmailMessage("S", "B", "desk@example.org", [])]) == 0
