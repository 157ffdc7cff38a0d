"""The lists with which attendees are compared: what is imported, and which version is in use."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.permissions import Action
from events.admin import kept_uploads
from events.admin.clock import show
from events.admin.scope import Reach
from registrations import screening_lists
from registrations.models import ListVersion, ScreeningList
from registrations.screening_lists import Column, Contents, ListFile, Unreadable

SHOWN_AT_ONCE = 10
FAULTS_SHOWN = 50


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 with a line of headings; commas, semicolons or tabs between the cells."),
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        return bytes(self.cleaned_data["file"].read(screening_lists.MOST_BYTES + 1))


class ImportForm(forms.Form):
    """Which list a file is, and which of its columns says what."""

    name = forms.CharField(
        label=_("List"),
        max_length=200,
        help_text=_("The name of a list that is here already makes this its next version."),
    )
    version = forms.CharField(
        label=_("Version"),
        max_length=80,
        help_text=_("As its publisher names it, or the date of the file."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=250,
        required=False,
        help_text=_("Who publishes the list, and where."),
    )
    is_active = forms.BooleanField(
        label=_("Use this version from now on"),
        required=False,
        initial=True,
        help_text=_("Attendees are compared anew; what was decided about an unchanged entry stays."),
    )

    def __init__(self, *args: Any, file: ListFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guessed = screening_lists.guess(file.headings)
        headings = [(str(place), heading) for place, heading in enumerate(file.headings)]
        for column in Column:
            is_needed = column == Column.NAME
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=column.label,
                choices=headings if is_needed else [("", _("In no column")), *headings],
                required=is_needed,
                initial=str(guessed.get(column, "")),
            )

    def list_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not field.name.startswith("column_")]

    def column_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name.startswith("column_")]

    def columns(self) -> dict[Column, int]:
        """The columns as chosen, or as guessed where nobody has chosen yet."""
        chosen = {column: self[f"column_{column}"].value() for column in Column}
        return {column: int(place) for column, place in chosen.items() if str(place).isdecimal()}


@dataclass
class Look:
    """What the page shows of a file before it is imported."""

    file: ListFile
    contents: Contents
    kept: str

    @property
    def first(self) -> list[Any]:
        return self.contents.names[:SHOWN_AT_ONCE]

    @property
    def faults(self) -> list[screening_lists.Fault]:
        return self.contents.faults[:FAULTS_SHOWN]


class VersionInline(admin.TabularInline):
    """The versions of a list; one that results refer to cannot be deleted."""

    model = ListVersion
    fields = ("version", "name_count", "imported", "imported_by", "sha256")
    readonly_fields = fields
    extra = 0
    verbose_name_plural = _("Versions")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see_lists(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    @admin.display(description=_("imported"))
    def imported(self, version: ListVersion) -> str:
        return show(version.imported_at, zone=timezone.get_default_timezone())


def may_see_lists(request: HttpRequest) -> bool:
    """Whoever screens the attendees of some event may see with what."""
    return Reach.of(request).may_anywhere(Action.SCREEN_ATTENDEES)


@admin.register(ScreeningList)
class ScreeningListAdmin(admin.ModelAdmin):
    """All events share the lists: superusers import them and choose the version in use."""

    inlines = (VersionInline,)
    list_display = ("name", "source", "version_in_use", "entries", "imported")
    list_select_related = ("active_version",)
    fields = ("name", "source", "active_version")
    change_list_template = "admin/registrations/screeninglist/change_list.html"
    empty_value_display = ""
    view_on_site = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_see_lists(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see_lists(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A list comes into being with its first import.
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "active_version" in form.base_fields:
            versions: Any = form.base_fields["active_version"]
            versions.queryset = ListVersion.objects.filter(screening_list=obj)
            versions.label_from_instance = lambda version: version.version
            versions.widget.can_add_related = versions.widget.can_change_related = False
            versions.widget.can_view_related = versions.widget.can_delete_related = False
        return form

    @admin.display(description=_("version in use"))
    def version_in_use(self, screening_list: ScreeningList) -> str:
        return screening_list.active_version.version if screening_list.active_version else "–"

    @admin.display(description=_("entries"))
    def entries(self, screening_list: ScreeningList) -> str:
        return str(screening_list.active_version.name_count) if screening_list.active_version else "–"

    @admin.display(description=_("imported"))
    def imported(self, screening_list: ScreeningList) -> str:
        version = screening_list.active_version
        return show(version.imported_at if version else None, zone=timezone.get_default_timezone())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may_import = self.has_change_permission(request)
        return super().changelist_view(request, {"may_import": may_import} | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="registrations_screeninglist_import"), *super().get_urls()]

    # --- Importing: first a look, then exactly that

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        upload, form, look = UploadForm(), None, None
        content = None
        if request.method == "POST" and "kept" in request.POST:
            content = kept_uploads.unpacked(request.POST["kept"], salt=_salt(request))
            if content is None:
                messages.error(
                    request, _("Nothing was imported: the page is too old. Choose the file again.")
                )
                return redirect("admin:registrations_screeninglist_import")
        elif request.method == "POST":
            upload = UploadForm(request.POST, request.FILES)
            content = upload.cleaned_data["file"] if upload.is_valid() else None
        if content is not None:
            try:
                file = screening_lists.read(content)
            except Unreadable as error:
                upload.add_error("file", str(error))
            else:
                form = ImportForm(request.POST if "kept" in request.POST else None, file=file)
                look = _look_at(content, file, form, request)
                if "import" in request.POST and form.is_valid() and self._bring_in(request, form, look):
                    return redirect("admin:registrations_screeninglist_changelist")
        page = {"title": _("Import a list"), "opts": self.opts, "upload": upload, "form": form, "look": look}
        context = self.admin_site.each_context(request) | page
        return TemplateResponse(request, "admin/registrations/screeninglist/import.html", context)

    def _bring_in(self, request: HttpRequest, form: ImportForm, look: Look) -> bool:
        chosen = form.cleaned_data
        if not look.contents.names:
            form.add_error("column_name", _("No row has a name in this column."))
            return False
        try:
            version = screening_lists.bring_in(
                look.file,
                look.contents,
                name=chosen["name"],
                version=chosen["version"],
                source=chosen["source"],
                is_active=chosen["is_active"],
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("version", error.messages)
            return False
        text = ngettext(
            "%(list)s: %(count)d entry imported.",
            "%(list)s: %(count)d entries imported.",
            version.name_count,
        )
        messages.success(request, text % {"list": version, "count": version.name_count})
        return True


def _look_at(content: bytes, file: ListFile, form: ImportForm, request: HttpRequest) -> Look:
    contents = screening_lists.contents(file, form.columns())
    return Look(file, contents, kept_uploads.packed(content, salt=_salt(request)))


def _salt(request: HttpRequest) -> str:
    return f"registrations.screening_lists:{request.user.pk}"
