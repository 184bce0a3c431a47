"""The public spreadsheet of sites (data.vlaanderen.be), column by column: what each tells, with a made-up example.

The one table of it: files are recognised by it, the page and the guide show it, and the example file is made of it.
"""

from typing import NamedTuple


class PublicColumn(NamedTuple):
    """`key` as in `columns.LABELS`. Of two that tell the same a file has one; the first stands in the example."""

    name: str
    key: str
    example: str


COLUMNS = tuple(
    PublicColumn(*column)
    for column in (
        ("nummer_instelling", "institution_number", "199999"),
        ("naam_instelling", "name", "CLW Voorbeeld"),
        ("intern_volgnr_vpl", "site.number", "01"),
        ("naam_vpl", "site.name", "Hoofdgebouw"),
        ("straatnaam_vpl", "site.street", "Voorbeeldstraat"),
        ("huisnr_vpl", "site.house", "12"),
        ("postnummer_vpl", "site.postcode", "1800"),
        ("gemeente_vpl", "site.municipality", "Peutie"),
        ("fusiegemeente_vpl", "site.main_municipality", "Vilvoorde"),
        ("provincie_vpl", "site.province", "Vlaams-Brabant"),
        ("nummer_im", "board.number", "999999"),
        ("naam_im", "board.name", "Voorbeeldbestuur"),
        ("naam_net", "network", "Vrij gesubsidieerd"),
        ("nummer_hoofdstructuur", "main_structure", "312"),
        ("telefoon", "phone", "02 000 00 00"),
        ("telefoonnummer", "phone", "02 000 00 00"),
        ("email", "email", "info@example.be"),
        ("website", "website", "https://example.be"),
    )
)
