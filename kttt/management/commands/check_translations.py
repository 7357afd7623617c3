"""`check_translations`: does all that the libraries say have Vietnamese, and are our catalogues sound?

Part of `make check`, so that the new words of an upgraded library are noticed here and not by the staff.
"""

import ast
import functools
import re
from importlib.util import find_spec
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

# Where the words of the admin, of its forms and of its errors come from.
LIBRARIES = (
    "import_export", "django_ckeditor_5", "django_tasks", "django_tasks_db",
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages",
    "django.contrib.sessions", "django.contrib.sitemaps", "django.contrib.staticfiles",
    "django.core", "django.db", "django.forms", "django.http", "django.template", "django.utils", "django.views",
)  # fmt: skip
# Django's welcome to an empty project; scripts of others, which ask for no translation.
UNSEEN = {"default_urlconf.html", "vendor"}
DOMAINS = ("django", "djangojs")

FUNCTION = r"_|n?p?gettext(?:_lazy|_noop)?"
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"(?<!\w)({FUNCTION})\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)
NAMED = re.compile(r"%\(\w+\)[#0+-]*\d*(?:\.\d+)?[a-zA-Z]|\{\w+[^{}]*\}")
POSITIONAL = re.compile(r"%[#0+-]*\d*(?:\.\d+)?[a-zA-Z]|\{(?![\w])[^{}]*\}")


@functools.cache
def said(library, domain):
    """The messages (context or None, msgid) of an installed package: `djangojs` in scripts, `django` elsewhere."""
    messages = set()
    for folder in map(Path, find_spec(library).submodule_search_locations):
        for file in folder.rglob("*.*"):
            if UNSEEN & set(file.relative_to(folder).parts):
                continue
            if domain == "djangojs" and file.suffix == ".js" and not file.name.endswith(".min.js"):
                if library == "django.contrib.admin":
                    messages |= said_in_text(file.read_text(encoding="utf-8"))
            elif domain == "django" and file.suffix in (".html", ".txt"):
                messages |= said_in_text(templatize(file.read_text(encoding="utf-8")))
            elif domain == "django" and file.suffix == ".py":
                messages |= said_in_python(file.read_text(encoding="utf-8"))
    return messages


def said_in_text(source):
    """The messages of a script, or of a template that `templatize` has turned into calls."""
    return {
        message(function, [ast.literal_eval(one) for one in re.findall(STRING, strings, re.DOTALL)])
        for function, strings in CALL.findall(source)
    }


def said_in_python(source):
    """The messages of a Python module; one that never writes "gettext" has none."""
    messages = set()
    if "gettext" not in source:
        return messages
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            function = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            strings = [one for one in map(constant, node.args) if one]
            if strings and re.fullmatch(FUNCTION, function):
                messages.add(message(function, strings))
    return messages


def constant(node):
    """The string that a node is, or that it fills with `%`; None for any other node."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        node = node.left
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def message(function, strings):
    """(context or None, msgid) of a call of the gettext family."""
    if function.removeprefix("n").startswith("p"):
        return strings[0], strings[1]
    return None, strings[0]


def placeholders(text):
    """What a text leaves open: names in any order and number, the others in their order."""
    text = text.replace("%%", "")
    return set(NAMED.findall(text)), POSITIONAL.findall(text)


def shown(context, msgid):
    """A message for the eye: one short line."""
    line = " ".join(msgid.split())
    line = f"“{line[:77]}…”" if len(line) > 78 else f"“{line}”"
    return f"{line} ({context})" if context else line


class Command(BaseCommand):
    """Needs polib, which only development has."""

    help = "Soát bản dịch tiếng Việt của các thư viện: đủ câu, đúng chỗ trống, tệp .mo khớp tệp .po."

    def add_arguments(self, parser):
        parser.add_argument(
            "--locale", type=Path, default=settings.LOCALE_PATHS[0], metavar="DIR", help="thư mục bản dịch cần soát"
        )

    def handle(self, *args, locale, **options):
        try:
            import polib
        except ImportError:
            raise CommandError("Chưa cài polib: hãy chạy make environment-develop.") from None
        faults = []
        for domain in DOMAINS:
            po_file, mo_file = (locale / f"vi/LC_MESSAGES/{domain}.{ending}" for ending in ("po", "mo"))
            if not po_file.is_file() or not mo_file.is_file():
                faults.append(f"Không có {po_file} hoặc {mo_file.name}: hãy chạy make messages.")
                continue
            ours = polib.pofile(str(po_file))
            compiled = polib.mofile(str(mo_file))
            faults += self.missing(domain, {(e.msgctxt, e.msgid) for e in compiled} | self.known(polib, domain))
            faults += self.uncompiled(ours, compiled, mo_file.name)
            faults += self.unsound(ours, po_file.name)
        if faults:
            raise CommandError(f"Bản dịch tiếng Việt có {len(faults)} chỗ sai:\n- " + "\n- ".join(faults))
        self.stdout.write("Bản dịch tiếng Việt đầy đủ.")

    def known(self, polib, domain):
        """The messages that Django and the installed apps bring Vietnamese for."""
        folders = [Path(django.__file__).parent / "conf", *(Path(app.path) for app in apps.get_app_configs())]
        files = [folder / f"locale/vi/LC_MESSAGES/{domain}.mo" for folder in folders]
        return {(e.msgctxt, e.msgid) for file in files if file.is_file() for e in polib.mofile(str(file))}

    def missing(self, domain, known):
        """Faults: messages of the libraries that show in English."""
        for library in LIBRARIES:
            for context, msgid in sorted(said(library, domain) - known, key=str):
                if re.search(r"\w", msgid):
                    yield f"Chưa có tiếng Việt: {shown(context, msgid)} của {library} ({domain}.po)"

    def uncompiled(self, ours, compiled, name):
        """Faults: entries that the compiled file does not hold as the source does."""
        texts = [
            {(e.msgctxt, e.msgid): (e.msgid_plural, e.msgstr, e.msgstr_plural) for e in entries}
            for entries in (ours.translated_entries(), compiled)
        ]
        for context, msgid in sorted(texts[0].keys() | texts[1].keys(), key=str):
            if texts[0].get((context, msgid)) != texts[1].get((context, msgid)):
                yield f"{name} chưa được biên dịch lại (make messages): {shown(context, msgid)}"

    def unsound(self, ours, name):
        """Faults: entries without text, or with other placeholders than their message."""
        for entry in ours:
            if entry.obsolete:
                continue
            if not entry.translated():
                yield f"{name} bỏ trống hoặc chưa duyệt: {shown(entry.msgctxt, entry.msgid)}"
                continue
            wanted = placeholders(entry.msgid_plural or entry.msgid)
            for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
                if placeholders(text) != wanted:
                    yield f"{name} sai chỗ trống: {shown(entry.msgctxt, entry.msgid)} dịch là {shown(None, text)}"
