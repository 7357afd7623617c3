"""The library's pages: a grid of pictures, one picture with its uses, and the list from which the editor chooses."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from kttt.admin_site import FoldedSearchAdmin
from kttt.library import faults, gathering, replacing
from kttt.library.columns import picture_columns, text_columns
from kttt.library.models import Picture
from kttt.library.uses import places, uses_of
from kttt.lists import parameters
from kttt.pictures import normalise

CHOICES = 24
UNUSED, USED = "chua-dung", "dang-dung"


class PictureForm(forms.ModelForm):
    """What is said of a picture, and the file: of a new picture, or of the one that takes this one's place."""

    file = forms.FileField(
        label="Tệp ảnh", help_text="JPG, PNG, WebP hoặc GIF, không quá 20 MB; được tự thu nhỏ cho trang web.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields and self.instance.pk:
            self.fields["file"].required = False
            self.fields["file"].label = "Thay bằng ảnh khác"
            self.fields[
                "file"
            ].help_text = "Ảnh mới hiện ngay ở mọi nơi đang dùng ảnh này. Ảnh cũ vẫn còn trong kho, ở mục Chưa dùng."

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            normalise(file)  # says what is wrong with it before anything is written
        return file


class UseFilter(admin.SimpleListFilter):
    """Where a picture is used: by column, anywhere, or nowhere."""

    title = "nơi dùng"
    parameter_name = "dung"

    def lookups(self, request, model_admin):
        columns = [*picture_columns(), *text_columns()]
        return [(UNUSED, "Chưa dùng"), (USED, "Đang dùng"), *((column.word, column.words) for column in columns)]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset
            case "chua-dung":
                return queryset.filter(use_count=0)
            case "dang-dung":
                return queryset.filter(use_count__gt=0)
        return queryset.filter(used_in__contains=f" {self.value()} ")


@admin.register(Picture)
class PictureAdmin(FoldedSearchAdmin):
    """Kho ảnh."""

    form = PictureForm
    change_list_template = "admin/library/picture_list.html"
    delete_confirmation_template = "admin/library/delete_picture.html"
    delete_selected_confirmation_template = "admin/library/delete_pictures.html"
    list_display = ("shown", "use_count", "uploaded_at")
    list_filter = (UseFilter, ("uploaded_by", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("uploaded_by",)
    date_hierarchy = "uploaded_at"
    list_per_page = 24
    readonly_fields = ("preview", "used_where", "facts", "to_copy")

    class Media:
        css = {"all": ["css/picture-library.css"]}

    def get_fieldsets(self, request, obj=None):
        said = ("title", "alt", "caption")
        if obj is None:
            return ((None, {"fields": ("file", *said)}),)
        may_change = self.has_change_permission(request, obj)
        return (
            (None, {"fields": ("preview", *said)}),
            ("Dùng ở đâu", {"fields": ("used_where", "file") if may_change else ("used_where",)}),
            ("Tệp", {"fields": ("facts", "to_copy")}),
        )

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("chon/", view(require_safe(self.choose)), name="library_picture_choose"),
            *faults.urls(self),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        gathering.gather()
        extra = {"may_change": self.has_change_permission(request)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def choose(self, request):
        """GET ?q=&trang=2: pictures for the editor's dialog; JSON {"pictures": [...], "next": page or null}."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query, number = parameters(request, "q", "trang")
        if number in ("", "1"):
            gathering.gather()
        page = Paginator(Picture.objects.matching(query), CHOICES).get_page(number)
        pictures = [
            {"url": p.url, "title": str(p), "alt": p.alt, "caption": p.caption, "width": p.width, "height": p.height}
            for p in page
        ]
        return JsonResponse({"pictures": pictures, "next": page.next_page_number() if page.has_next() else None})

    def save_model(self, request, obj, form, change):
        """A new picture is stored, what is said of an old one saved; a replacement is `response_change`'s."""
        file = form.cleaned_data.get("file")
        if change:
            return super().save_model(request, obj, form, change)
        stored = gathering.remember(replacing.store(file), file.name, request.user)
        for name in ("title", "alt", "caption"):
            setattr(stored, name, getattr(obj, name) or getattr(stored, name))
        stored.save()
        obj.pk, obj.name = stored.pk, stored.name
        return None

    def response_change(self, request, obj):
        file = request.FILES.get("file")
        if not file:
            return super().response_change(request, obj)
        try:
            new, changed = replacing.replace(obj, file, request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.message_user(request, f"Đã thay ảnh ở {changed} nơi. Ảnh cũ vẫn còn trong kho, ở mục Chưa dùng.")
        return HttpResponseRedirect(reverse("admin:library_picture_change", args=[new.pk]))

    def get_deleted_objects(self, objs, request):
        deleted, counts, missing, _protected = super().get_deleted_objects(objs, request)
        return deleted, counts, missing, replacing.reasons_to_keep(objs, request.user)

    def delete_model(self, request, obj):
        replacing.delete([obj])

    def delete_queryset(self, request, queryset):
        replacing.delete(list(queryset))

    @admin.display(description="Ảnh")
    def shown(self, picture):
        return str(picture)

    @admin.display(description="Ảnh")
    def preview(self, picture):
        return render_to_string("admin/library/includes/preview.html", {"picture": picture})

    @admin.display(description="Dùng ở đâu")
    def used_where(self, picture):
        return render_to_string("admin/library/includes/places.html", {"places": places(uses_of(picture.name))})

    @admin.display(description="Kích thước")
    def facts(self, picture):
        return render_to_string("admin/library/includes/facts.html", {"picture": picture})

    @admin.display(description="Để dán vào bài")
    def to_copy(self, picture):
        return render_to_string("admin/library/includes/to_copy.html", {"picture": picture})
