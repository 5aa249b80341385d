"""XML that strangers wrote: parsed within limits, without DOCTYPEs and entities, with the line of each element."""

from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from safepassage.errors import BadInput, Fault

MOST_ELEMENTS = 50_000
DEEPEST = 32  # elements within each other; a signed alert has 8


class _Beyond(Exception):
    """A limit is passed."""


class _Tree(TreeBuilder):
    """Builds the tree, and notes the line of each element."""

    def __init__(self) -> None:
        super().__init__()
        self.line_of: dict[Element, int] = {}
        self.expat: Any = None
        self.depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        element = super().start(tag, attrs)
        self.line_of[element] = self.expat.CurrentLineNumber
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Beyond(f"more than {DEEPEST} elements within each other")
        if len(self.line_of) > MOST_ELEMENTS:
            raise _Beyond(f"more than {MOST_ELEMENTS:,} elements")
        return element

    def end(self, tag: Any, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def parse_xml(data: bytes, file: str, expected: str, largest: int) -> tuple[Element, dict[Element, int]]:
    """The root, and the line of each element. expected: what the file should be, in words of a fault; largest: bytes.

    Raises BadInput for what is no XML, larger or deeper than the limits, and for every DOCTYPE or entity, unread.
    """
    if len(data) > largest:
        raise BadInput([Fault(file, "", f"it has {len(data):,} bytes", f"{expected} of no more than {largest:,}")])
    tree = _Tree()
    parser = DefusedXMLParser(target=tree, forbid_dtd=True)
    tree.expat = cast(Any, parser).parser
    try:
        parser.feed(data)
        return parser.close(), tree.line_of
    except _Beyond as error:
        raise BadInput([Fault(file, "", f"it has {error}", expected)]) from error
    except DefusedXmlException as error:
        raise BadInput([Fault(file, "", "it holds a DOCTYPE or an entity", "plain XML without them")]) from error
    except ParseError as error:
        line, column = error.position
        wrong = f"not XML: {error}".split(": line")[0]
        raise BadInput([Fault(file, f"line {line}, column {column + 1}", wrong, expected)]) from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or of several bytes
        raise BadInput([Fault(file, "", f"not readable XML: {error}", f"{expected} in UTF-8")]) from error
