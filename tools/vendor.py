"""Fetches the front end's parts from npm and lays the files that we serve into the project.

    python3 tools/vendor.py        needs npm and a network; nobody needs either to run the portal

Every file that comes from elsewhere is listed with its sha256 in static/vendor/CHECKSUMS
(`sha256sum -c static/vendor/CHECKSUMS` in the project's root checks it; so does tests/home/test_vendor.py).
"""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKSUMS = ROOT / "static" / "vendor" / "CHECKSUMS"
WEB_FONT = "files/atkinson-hyperlegible-next-{}-{}.woff2"
WEB_FONTS = [(subset, cut) for subset in ("latin", "latin-ext") for cut in ("400-normal", "400-italic", "700-normal")]

# package: {file in the package: file in the project}
PARTS: dict[str, dict[str, str]] = {
    "bootstrap@5.3.9": {
        "dist/css/bootstrap.min.css": "static/vendor/bootstrap/bootstrap.min.css",
        "dist/css/bootstrap.min.css.map": "static/vendor/bootstrap/bootstrap.min.css.map",
        "LICENSE": "static/vendor/bootstrap/LICENSE",
    },
    "htmx.org@2.0.11": {
        "dist/htmx.min.js": "static/vendor/htmx/htmx.min.js",
        "LICENSE": "static/vendor/htmx/LICENSE",
    },
    "@fontsource/atkinson-hyperlegible-next@5.3.0": {
        **{WEB_FONT.format(*font): "static/vendor/fonts/{}-{}.woff2".format(*font) for font in WEB_FONTS},
        "LICENSE": "static/vendor/fonts/LICENSE",
    },
    "@expo-google-fonts/atkinson-hyperlegible-next@0.4.1": {
        f"{cut}/AtkinsonHyperlegibleNext_{cut}.ttf": f"assessments/reports/fonts/AtkinsonHyperlegibleNext_{cut}.ttf"
        for cut in ("400Regular", "400Regular_Italic", "700Bold")
    }
    | {"LICENSE_FONT": "assessments/reports/fonts/LICENSE"},
    "axe-core@4.14.1": {
        "axe.min.js": "tests/journeys/axe.min.js",
        "LICENSE": "tests/journeys/axe.LICENSE",
    },
}


def fetch(package: str, files: dict[str, str], scratch: Path) -> None:
    """Download one package and copy its files to their places."""
    told = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=scratch, check=True, capture_output=True, text=True
    ).stdout
    with tarfile.open(scratch / told.split()[-1]) as archive:
        for inside, outside in files.items():
            content = archive.extractfile(f"package/{inside}")
            assert content, f"{package} holds no {inside}"
            target = ROOT / outside
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                shutil.copyfileobj(content, out)


def checksums() -> str:
    """The list in sha256sum's format, paths from the project's root."""
    names = sorted(name for files in PARTS.values() for name in files.values())
    return "".join(f"{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}  {name}\n" for name in names)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for package, files in PARTS.items():
            fetch(package, files, Path(scratch))
    CHECKSUMS.write_text(checksums())
    print(f"{len(CHECKSUMS.read_text().splitlines())} files")
