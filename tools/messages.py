"""Translations with Babel alone, so that they need no gettext programs.

    messages.py update            collect the texts of code and templates into locale/<language>/…/django.po
    messages.py fill FILE.json …  enter translations: {"msgid": "text"} or {"msgid": ["singular", "plural"]}
    messages.py compile           .po → .mo (both are committed: a machine without gettext has its translations)
    messages.py check             exit 1 with a list where a translation is missing, unsure or stale, or has
                                  other placeholders than its source

English is the language of the source and needs no catalogue: Django shows it the msgid, never another language.
"""

import ast
import io
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
APPS = ["portal", "rubric", "assessments", "templates"]
LANGUAGES = ["nl"]
TEMPLATES = {".html", ".txt", ".subject"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Key = tuple[str | None, str]


@dataclass
class Text:
    """One text to translate, and the files that show it."""

    singular: str
    plural: str | None = None
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def msgid(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def texts(root: Path = ROOT) -> dict[Key, Text]:
    """Every text of code and templates, by (context, English)."""
    found: dict[Key, Text] = {}
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        for text in extract(path.read_text(encoding="utf-8"), template=path.suffix in TEMPLATES, name=name):
            kept = found.setdefault((text.context, text.singular), text)
            kept.plural = kept.plural or text.plural
            kept.files.add(name)
    return found


def source_files(root: Path) -> Iterator[Path]:
    for app in APPS:
        for path in sorted((root / app).rglob("*")):
            if path.suffix in TEMPLATES | {".py"} and "migrations" not in path.parts:
                yield path


def extract(source: str, *, template: bool, name: str = "") -> Iterator[Text]:
    """The texts of one file."""
    if template:
        source = "\n".join(calls_of_template(source, name))
    code = io.BytesIO(source.encode())
    for _line, function, arguments, _comments in extract_python(code, list(KEYWORDS), [], {"encoding": "utf-8"}):
        given = list(arguments) if isinstance(arguments, (list, tuple)) else [arguments]
        context = given.pop(0) if function and "pgettext" in function else None
        if given and given[0]:
            plural = given[1] if function and function.lstrip("p").startswith("n") and len(given) > 1 else None
            yield Text(given[0], plural, context)


def calls_of_template(source: str, name: str) -> Iterator[str]:
    """The gettext calls of a template: Django turns it into X's with calls between them, which isn't quite Python."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 (wants settings)

    turned = templatize(source, origin=name)
    for start in re.finditer(r"(?<!\w)(n?p?gettext|_)\(", turned):
        for end in re.finditer(r"\)", turned[start.end() :]):
            call = turned[start.start() : start.end() + end.end()]
            try:
                ast.parse(call, mode="eval")
            except SyntaxError:
                continue  # that bracket belongs to the text
            yield call
            break


def catalogue_path(language: str, root: Path = LOCALE) -> Path:
    return root / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def translations(catalogue: Catalog) -> dict[Key, Message]:
    return {(message.context, singular(message)): message for message in catalogue if message.id}


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def merged(language: str, found: dict[Key, Text]) -> Catalog:
    """The catalogue with exactly these texts, keeping what is translated."""
    old = translations(read(language))
    new = Catalog(locale=language, project="Doorlichtingsportaal", charset="utf-8", fuzzy=False)
    for key in sorted(found, key=lambda key: (key[1], key[0] or "")):
        text = found[key]
        string = old[key].string if key in old else ""
        if text.plural and not isinstance(string, (list, tuple)):
            string = (string, "")
        elif not text.plural and isinstance(string, (list, tuple)):
            string = string[0]
        new.add(text.msgid, string, locations=[(name, 0) for name in sorted(text.files)], context=text.context)
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """The file without dates, line numbers and tool versions: two people's changes then rarely collide."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, include_lineno=False, omit_header=True)
    lines = [f'"{name}: {value}\\n"\n' for name, value in stable(catalogue).mime_headers]
    return "".join(['msgid ""\nmsgstr ""\n', *lines, "\n"]).encode() + buffer.getvalue().strip() + b"\n"


def mo_bytes(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def save(language: str, catalogue: Catalog) -> None:
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(catalogue))
    compiled(language)


def compiled(language: str) -> None:
    catalogue_path(language).with_suffix(".mo").write_bytes(mo_bytes(stable(read(language))))


def stable(catalogue: Catalog) -> Catalog:
    """The same catalogue, for files with the same bytes whenever and with whichever Babel they are written."""
    catalogue.__class__ = Undated
    return catalogue


class Undated(Catalog):
    """Without the headers that Babel adds: when, by whom, with which version."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", self.plural_forms),
        ]


def update(_: list[str]) -> int:
    found = texts()
    for language in LANGUAGES:
        save(language, merged(language, found))
        missing = sum(1 for problem in problems_of(language, found) if "not translated" in problem)
        print(f"{language}: {len(found)} texts, {missing} not translated")
    return 0


def fill(files: list[str]) -> int:
    """Enters what the files translate and the source uses; names what no text of the source matches."""
    found = texts()
    catalogue = merged("nl", found)
    by_english = defaultdict(list)
    for message in translations(catalogue).values():
        by_english[singular(message)].append(message)
    unknown = 0
    for name in files:
        for english, dutch in json.loads(Path(name).read_text(encoding="utf-8")).items():
            unknown += english not in by_english
            for message in by_english.get(english, []):
                plural = isinstance(message.id, (list, tuple))
                if plural != isinstance(dutch, list):
                    print(f"{name}: {english!r} {'needs' if plural else 'has no'} plural")
                    continue
                message.string = tuple(dutch) if plural else dutch
    save("nl", catalogue)
    print(f"{unknown} translations belong to no text of the source")
    return 0


def compile_all(_: list[str]) -> int:
    for language in LANGUAGES:
        compiled(language)
    return 0


def check(_: list[str]) -> int:
    found = texts()
    problems = [problem for language in LANGUAGES for problem in problems_of(language, found)]
    print("\n".join(problems) or f"{len(found)} texts, each translated")
    return bool(problems)


def problems_of(language: str, found: dict[Key, Text]) -> Iterator[str]:
    catalogue = read(language)
    known = translations(catalogue)
    for key, text in sorted(found.items(), key=lambda item: item[0][1]):
        where = f"{language}: {text.singular!r} ({', '.join(sorted(text.files))})"
        message = known.get(key)
        if message is None:
            yield f"{where} is missing; run: make messages"
            continue
        strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if not all(strings) or (text.plural and len(strings) != catalogue.num_plurals):
            yield f"{where} is not translated"
        elif message.fuzzy:
            yield f"{where} is marked as unsure"
        elif not same_placeholders(text, strings):
            yield f"{where} has other placeholders in its translation"
    for _context, english in sorted(known.keys() - found.keys(), key=lambda key: key[1]):
        yield f"{language}: {english!r} is not used any more; run: make messages"
    binary = catalogue_path(language).with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != mo_bytes(stable(read(language))):
        yield f"{language}: {binary.name} is not that of the .po; run: tools/messages.py compile"


def same_placeholders(text: Text, strings: Iterable[str]) -> bool:
    """Each form holds the placeholders of the English; one that counts ("one reply") may leave some out."""
    wanted = set(PLACEHOLDER.findall(text.singular)) | set(PLACEHOLDER.findall(text.plural or ""))
    forms = [set(PLACEHOLDER.findall(string)) for string in strings]
    return all(form <= wanted for form in forms) and forms[-1] == set(PLACEHOLDER.findall(text.plural or text.singular))


COMMANDS = {"update": update, "fill": fill, "compile": compile_all, "check": check}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 2
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DEMO", "on")
    os.environ.setdefault("SECRET_KEY", "only-to-read-templates-0123456789-abcdefghijklmnopqrstuvwxyz")
    import django  # noqa: PLC0415 (its settings want the lines above)

    django.setup()
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
