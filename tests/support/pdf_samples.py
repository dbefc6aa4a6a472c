"""PDFs as people send them, with what should not stay in them; made by pikepdf here."""

from contextlib import suppress
from io import BytesIO

import picture_samples
from pikepdf import (
    Array,
    Dictionary,
    Encryption,
    Name,
    ObjectStreamMode,
    Pdf,
    PdfError,
    Stream,
    String,
)

SECRET = "GEHEIM"
# What no kept PDF may hold, in any object or stream of it.
TRACES = (
    *(b"GEHEIM", b"JavaScript", b"/JS", b"/URI", b"/Launch", b"/SubmitForm", b"/AA"),
    *(b"/OpenAction", b"/Metadata", b"/Info", b"/Author", b"/EmbeddedFile", b"/Names"),
    *(b"/PieceInfo", b"/Thumb", b"/Outlines", b"/Annots", b"/AcroForm", b"/XFA"),
    *(b"/RichMedia", b"/Filespec", b"/StructTreeRoot", b"/LastModified", b"/OPI"),
    *(b"/Alternates", b"/Dests", b"/GoToR", b"/ImportData", b"/Encrypt", b"/Sig"),
)


def _saved(pdf, **how):
    held = BytesIO()
    pdf.save(held, **how)
    return held.getvalue()


def _drawn(pdf, content, resources):
    return Stream(
        pdf,
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 100, 30]),
        Resources=resources,
    )


def _font():
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )


# What a page calls its resources is anybody's choice.
ODD = {"font": "JS", "photo": "AA", "blend": "Metadata", "state": "URI"}
USUAL = {"font": "F1", "photo": "Im1", "blend": "Sh1", "state": "GS1"}


def plain(pages=1, names=USUAL):
    """Return a PDF with letters, a photograph and a blend, open."""
    pdf = Pdf.new()
    photo = Stream(
        pdf,
        picture_samples.with_iptc(picture_samples.jpeg(comment=SECRET)),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=320,
        Height=240,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    blend = Dictionary(
        ShadingType=2,
        ColorSpace=Name.DeviceRGB,
        Coords=Array([0, 0, 200, 0]),
        Function=Dictionary(
            FunctionType=2,
            Domain=Array([0, 1]),
            C0=Array([1, 0, 0]),
            C1=Array([0, 0, 1]),
            N=1,
        ),
    )
    called = {what: f"/{name}" for what, name in names.items()}
    resources = Dictionary(
        Font=Dictionary({called["font"]: _font()}),
        XObject=Dictionary({called["photo"]: photo}),
        Shading=Dictionary({called["blend"]: blend}),
        ExtGState=Dictionary({called["state"]: Dictionary(ca=0.5)}),
    )
    content = (
        "q 100 0 0 50 20 20 cm {photo} Do Q q 150 20 40 40 re W n {blend} sh Q "
        "{state} gs BT {font} 14 Tf 20 110 Td (Einwilligung gr\xfcn) Tj ET"
    ).format(**called)
    for _ in range(pages):
        pdf.add_blank_page(page_size=(220, 140))
        pdf.pages[-1].obj.Resources = pdf.make_indirect(resources)
        pdf.pages[-1].obj.Contents = Stream(pdf, content.encode("cp1252"))
    return pdf


def harmless(names=USUAL):
    return _saved(plain(2, names))


def turned():
    """Return a PDF whose pages inherit what they look like, and are turned."""
    pdf = plain(2)
    for page in pdf.pages:
        page.obj.Rotate = 90
        page.obj.CropBox = Array([10, 10, 200, 120])
    return _saved(pdf)


def _script(code="app.alert('GEHEIM')"):
    return Dictionary(S=Name.JavaScript, JS=String(code))


def loaded():
    """Return a PDF with all that acts, links, tells and is attached."""
    pdf = plain()
    root, page = pdf.Root, pdf.pages[0].obj
    root.OpenAction = pdf.make_indirect(_script())
    root.AA = Dictionary(WC=_script())
    root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), _script()])),
        Dests=Dictionary(Names=Array([String("b"), Array([page, Name.Fit])])),
    )
    root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=0))
    root.Outlines.First = pdf.make_indirect(
        Dictionary(
            Title=String(SECRET),
            A=Dictionary(S=Name.URI, URI=String("https://geheim.example/GEHEIM")),
        )
    )
    root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.Lang = String(SECRET)
    page.AA = Dictionary(O=_script())
    page.PieceInfo = Dictionary(App=Dictionary(Private=String(SECRET)))
    page.LastModified = String("D:20260101")
    page.Thumb = Stream(pdf, b"GEHEIM", Width=1, Height=1)
    page.Metadata = Stream(pdf, b"<x>GEHEIM</x>", Type=Name.Metadata)
    photo = page.Resources.XObject.Im1
    photo.Metadata = Stream(pdf, b"<x>GEHEIM</x>", Type=Name.Metadata)
    photo.Alternates = Array([Dictionary(Image=photo, DefaultForPrinting=True)])
    photo.OPI = Dictionary({"/1.3": Dictionary(F=String(SECRET))})
    page.Resources.Font.F1.Metadata = Stream(pdf, b"GEHEIM")
    page.Annots = pdf.make_indirect(
        Array([pdf.make_indirect(one) for one in _acting()])
    )
    pdf.attachments["GEHEIM.html"] = b"<html><script>GEHEIM</script>"
    pdf.docinfo["/Author"] = SECRET
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = [SECRET]
    return _saved(pdf)


def _acting():
    at = Array([0, 0, 1, 1])
    kinds = {
        "URI": {"URI": String("https://geheim.example/GEHEIM")},
        "Launch": {"F": String("GEHEIM.exe")},
        "SubmitForm": {"F": String("https://geheim.example/GEHEIM")},
        "GoToR": {"F": String("GEHEIM.pdf"), "D": Array([0, Name.Fit])},
        "ImportData": {"F": String("GEHEIM.fdf")},
        "Named": {"N": Name.Print, "Next": _script()},
    }
    for kind, more in kinds.items():
        yield Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=at,
            A=Dictionary(S=Name(f"/{kind}"), **more),
        )
    for kind in ("FileAttachment", "RichMedia", "Screen", "Movie", "Sound", "3D"):
        yield Dictionary(
            Type=Name.Annot,
            Subtype=Name(f"/{kind}"),
            Rect=at,
            FS=Dictionary(Type=Name.Filespec, F=String(SECRET)),
            AA=Dictionary(PO=_script()),
        )


def hidden_names():
    """Return a PDF whose actions are written so that no search for words finds them."""
    link = b"[<< /Type /Annot /Subtype /#4cink /Rect [0 0 9 9] /A 6 0 R >>]"
    return picture_samples.pdf(
        b"<< /S /J#61vaScript /J#53 (app.alert\\('GEHEIM'\\)) >>",
        b"<< /S /#55RI /UR#49 (https://geheim.example/GEHEIM) /Next 5 0 R >>",
        root=b"/Open#41ction 5 0 R /A#41 << /W#43 5 0 R >>",
        page=b"/Ann#6fts " + link,
    )


def packed():
    """Return the loaded PDF with its objects in compressed streams."""
    with Pdf.open(BytesIO(loaded())) as pdf:
        return _saved(pdf, object_stream_mode=ObjectStreamMode.generate)


def changed_later():
    """Return a PDF with an older state before a newer one."""
    raw = picture_samples.pdf(b"<< /Author (GEHEIM) >>")
    at = raw.rindex(b"startxref\n") + 10
    older = raw[at : raw.index(b"\n", at)]
    place = len(raw)
    later = b"5 0 obj\n<< /Producer (later) >>\nendobj\n"
    table = b"xref\n5 1\n%010d 00000 n \n" % place
    tail = b"trailer\n<< /Root 1 0 R /Size 6 /Info 5 0 R /Prev %s >>\n" % older
    end = b"startxref\n%d\n%%%%EOF\n" % (place + len(later))
    return raw + later + table + tail + end


def locked(password):
    return _saved(plain(), encryption=Encryption(owner="x" * 9, user=password))


def filled(*, look=True, value="Zoë Beispiel", needs_appearances=False, xfa=False):
    """Return a form with a name typed in, a stamp and a drawn signature."""
    pdf = plain()
    fonts = Dictionary(Font=Dictionary(Helv=_font()))
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("name"),
        V=String(value),
        DA=String("/Helv 12 Tf 0 g"),
        Rect=Array([20, 70, 120, 100]),
        F=4,
        AA=Dictionary(K=_script()),
    )
    words = b"BT /Helv 12 Tf 2 8 Td (%s) Tj ET" % value.encode("cp1252", "replace")
    if look:
        field.AP = Dictionary(N=_drawn(pdf, words, fonts))
    signature = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String("signature"),
        V=Dictionary(Type=Name.Sig, Contents=String(SECRET), Name=String(SECRET)),
        Rect=Array([120, 70, 200, 100]),
        F=4,
        AP=Dictionary(N=_drawn(pdf, b"0 0 m 90 25 l 5 w S", Dictionary())),
    )
    fields = [pdf.make_indirect(one) for one in (field, signature)]
    pdf.pages[0].obj.Annots = Array(fields)
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=Array(fields),
            DR=fonts,
            DA=String("/Helv 12 Tf 0 g"),
            SigFlags=3,
            NeedAppearances=needs_appearances,
        )
    )
    if xfa:
        parts = [String("datasets"), Stream(pdf, b"<x>GEHEIM</x>")]
        pdf.Root.AcroForm.XFA = Array(parts)
    return _saved(pdf)


def marked(kind, *, look=False, words="", flags=4):
    """Return a PDF with a mark of a kind that lies upon its page."""
    pdf = plain()
    mark = Dictionary(
        Type=Name.Annot,
        Subtype=Name(f"/{kind}"),
        Rect=Array([20, 70, 120, 100]),
        Contents=String(words),
        F=flags,
    )
    if look:
        mark.AP = Dictionary(N=_drawn(pdf, b"0 1 0 rg 0 0 99 29 re f", Dictionary()))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])
    return _saved(pdf)


def layered():
    """Return a PDF with a layer that is hidden."""
    pdf = plain()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
    shown = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
    page = pdf.pages[0].obj
    page.Resources.Properties = Dictionary(A=layer, B=shown)
    more = b"/OC /A BDC 1 0 0 rg 0 0 50 50 re f EMC /OC /B BDC 60 0 20 20 re f EMC"
    page.Contents = Array([page.Contents, Stream(pdf, more)])
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer, shown]),
        D=Dictionary(
            OFF=Array([layer]), Name=String(SECRET), Order=Array([layer, shown])
        ),
    )
    return _saved(pdf)


def collection():
    pdf = plain()
    pdf.Root.Collection = Dictionary(Type=Name.Collection)
    return _saved(pdf)


def drawn_elsewhere():
    pdf = plain()
    pdf.Root.NeedsRendering = True
    return _saved(pdf)


def everything(raw):
    """Return all that a PDF holds: its bytes, its objects and its streams, decoded."""
    with Pdf.open(BytesIO(raw)) as pdf:
        parts = [raw, pdf.trailer.unparse()]
        for one in pdf.objects:
            parts.append(one.unparse())
            if isinstance(one, Stream):
                parts.append(one.read_raw_bytes())
                # Pictures are not decoded, and what is damaged cannot be.
                with suppress(PdfError):
                    parts.append(one.read_bytes())
        return b"\n".join(parts)
