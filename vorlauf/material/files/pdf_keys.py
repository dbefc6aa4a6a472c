"""PDF keys: what an object in a page may say (ISO 32000-2), all of it about drawing."""

from typing import Final

from pikepdf import Dictionary, Object

_PAGE: Final = (
    "Type Parent Resources Contents MediaBox CropBox BleedBox TrimBox ArtBox Rotate "
    "Group UserUnit"
)
_STREAMS: Final = "Length Filter DecodeParms Predictor Colors Columns EarlyChange K"
_FAX: Final = (
    "EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 DamagedRowsBeforeError "
    "ColorTransform JBIG2Globals"
)
_RESOURCES: Final = "ExtGState ColorSpace Pattern Shading XObject Font Properties"
_PICTURES: Final = (
    "Subtype FormType BBox Matrix Width Height BitsPerComponent Intent ImageMask Mask "
    "Decode Interpolate SMask SMaskInData Matte OC"
)
_GROUPS: Final = "S CS I G BC TR"
_FONTS: Final = (
    "BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode "
    "DescendantFonts CIDSystemInfo DW W DW2 W2 CIDToGIDMap Name FontBBox FontMatrix "
    "CharProcs BaseEncoding Differences Registry Ordering Supplement CMapName WMode "
    "UseCMap FontName FontFamily FontStretch FontWeight Flags ItalicAngle Ascent "
    "Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth "
    "FontFile FontFile2 FontFile3 CharSet CIDSet Style Panose FD Length1 Length2 "
    "Length3"
)
_STATES: Final = (
    "LW LC LJ ML D RI OP op OPM BG BG2 UCR UCR2 TR2 HT FL SM SA BM CA ca AIS TK "
    "HalftoneType HalftoneName Frequency Angle SpotFunction AccurateScreens "
    "TransferFunction Xsquare Ysquare Width2 Height2 Default"
)
_COLOURS: Final = (
    "N Alternate Range WhitePoint BlackPoint Gamma Colorants Process Components "
    "MixingHints Solidities PrintingOrder DotGain"
)
_SHADINGS: Final = (
    "ShadingType Background AntiAlias Coords Domain Function Extend BitsPerCoordinate "
    "BitsPerFlag VerticesPerRow PatternType PaintType TilingType XStep YStep "
    "FunctionType Size BitsPerSample Order Encode C0 C1 Functions Bounds"
)
_LAYERS: Final = "OCGs P VE ON OFF BaseState"

PAGE: Final = frozenset(f"/{key}" for key in _PAGE.split())
DRAWING: Final = frozenset({"/Type", "/Group", "/Resources"}) | {
    f"/{key}"
    for keys in (
        *(_STREAMS, _FAX, _RESOURCES, _PICTURES, _GROUPS, _FONTS, _STATES, _COLOURS),
        *(_SHADINGS, _LAYERS),
    )
    for key in keys.split()
}
# The keys in these are names that the content of a page calls, chosen freely.
_NAMED: Final = frozenset(
    {f"/{key}" for key in _RESOURCES.split()} | {"/CharProcs", "/Colorants"}
)


def is_names(key: str, value: Object) -> bool:
    """Say whether the keys of a dictionary are names that its author chose."""
    # A pattern holds its one shading under the word that elsewhere holds many.
    is_shading = "/ShadingType" in value if isinstance(value, Dictionary) else True
    return key in _NAMED and not is_shading
