from concurrent.futures import ThreadPoolExecutor

import pytest
import typst

from assessments.reports.typesetting import has_glyph, plain_ends, typeset

SOURCE = b'#set document(title: "x")\n#set text(font: "Atkinson Hyperlegible Next", lang: "nl")\n#sys.inputs.text'


def test_threads_do_not_mix_their_data():
    texts = [f"Tekst {number}" for number in range(40)]
    alone = [typeset(SOURCE, inputs={"text": text}) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: typeset(SOURCE, inputs={"text": text}), texts))
    assert together == alone
    assert len(set(alone)) == len(texts)


@pytest.mark.parametrize(
    "markup",
    [b'#read("/etc/passwd")', b'#read("../../../portal/settings.py")', b'#import "@preview/cetz:0.3.1"', b"#panic()"],
)
def test_the_compiler_reads_nothing_else(markup):
    with pytest.raises(typst.TypstError):
        typeset(SOURCE + b"\n" + markup, inputs={"text": "x"})


def test_knows_what_can_be_printed():
    assert [has_glyph(character) for character in "é→א中😀"] == [True, True, True, False, False]


def test_no_stream_ends_in_something_that_looks_like_a_line_end():
    assert plain_ends(b"stream\nab\r\nendstream\nstream\nab\nendstream\r\n") == (
        b"stream\nab\r\rendstream\nstream\nab\nendstream\r\n"
    )
