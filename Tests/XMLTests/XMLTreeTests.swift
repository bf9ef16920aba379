import Documents
import SeedEvents
import Testing
import XML

@Suite("What an XML document becomes")
struct XMLTreeTests {
    static let documents: [(xml: String, tree: String)] = [
        ("<a/>", "a=\"\""),
        ("<a></a>", "a=\"\""),
        ("<a>x</a>", "a=\"x\""),
        ("<a> x\ny </a>", "a=\"x\ny\""),
        ("<a>   </a>", "a=\"\""),
        ("<a>\n  <![CDATA[ x ]]>\n</a>", "a=\" x \""),
        ("<a> x <![CDATA[ ]]> &amp; y </a>", "a=\"x   & y\""),
        ("<a>\n<![CDATA[]]> </a>", "a=\"\""),
        ("<a>x<![CDATA[<y>&]]>z</a>", "a=\"x<y>&z\""),
        ("<a><![CDATA[]]></a>", "a=\"\""),
        ("<a><![CDATA[x]]]]><![CDATA[>y]]></a>", "a=\"x]]>y\""),
        ("<a>x<!-- no -->y<?no no?>z</a>", "a=\"xyz\""),
        ("<a>&amp;&lt;&gt;&quot;&apos;</a>", "a=\"&<>\"'\""),
        ("<a>&#65;&#x4E2D;&#x1F600;</a>", "a=\"A\u{4E2D}\u{1F600}\""),
        ("<a>x&#13;y</a>", "a=\"x\ry\""),
        ("<a>1\r\n2\r3</a>", "a=\"1\n2\n3\""),
        ("<a><![CDATA[1\r\n2\r3\r\r\n4]]></a>", "a=\"1\n2\n3\n\n4\""),
        ("<a>\u{5E7F}\u{5DDE} \u{1F69A}</a>", "a=\"\u{5E7F}\u{5DDE} \u{1F69A}\""),
        ("<a><![CDATA[\u{5E7F}\u{5DDE} \u{1F69A}]]></a>", "a=\"\u{5E7F}\u{5DDE} \u{1F69A}\""),
        ("<\u{5E7F}>x</\u{5E7F}>", "\u{5E7F}=\"x\""),
        ("<a><b>1</b></a>", "a{b=\"1\"}"),
        (" \n<a>\n <b>1</b>\r\n\t<c>2</c>\n</a>\n ", "a{b=\"1\" c=\"2\"}"),
        ("<a><b>1</b><b>2</b><c><d/></c><b>3</b></a>", "a{b=\"1\" b=\"2\" c{d=\"\"} b=\"3\"}"),
        ("<a><![CDATA[ ]]><b/><![CDATA[\n]]></a>", "a{b=\"\"}"),
        ("<a x='1' y=\"&lt;2\"><b z=''>1</b></a>", "a{b=\"1\"}"),
        ("<p:a xmlns:p='urn:p' xmlns='urn:d'><b>1</b><p:c/></p:a>", "a{b=\"1\" c=\"\"}"),
        ("<?xml version=\"1.0\"?><a/>", "a=\"\""),
        (" \r\n\t<?xml version=\"1.0\"?><a/>", "a=\"\""),
        ("\u{FEFF}\n<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", "a=\"\""),
        ("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<a/>", "a=\"\""),
        ("<?xml version=\"1.0\" encoding = \"utf-8\" ?><a/>", "a=\"\""),
        ("\u{FEFF}<a/>", "a=\"\""),
        ("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\u{FEFF}</a>", "a=\"\u{FEFF}\""),
        ("<!-- c --><?p?><a/><!-- <!DOCTYPE a> --><?p?>", "a=\"\""),
        ("<a><![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]>&b;]]></a>", "a=\"<!DOCTYPE a [<!ENTITY b 'c'>]>&b;\""),
    ]

    @Test(arguments: documents)
    func isRead(document: (xml: String, tree: String)) throws {
        var parser = XMLParser()
        let tree = try parser.parse(Array(document.xml.utf8))
        // As bytes: to Strings, "\r\n" is one character, and normalization makes different bytes equal.
        #expect(Array(outline(tree).utf8) == Array(document.tree.utf8))
    }

    @Test func oneParserReadsAllOfThem() throws {
        var parser = XMLParser()
        for _ in 0..<3 {
            for document in Self.documents {
                #expect(try outline(parser.parse(Array(document.xml.utf8))) == document.tree)
            }
        }
    }

    @Test func aPartOfAnArrayIsRead() throws {
        var parser = XMLParser()
        let bytes = Array("xx<a>1</a>yy".utf8)
        #expect(try outline(parser.parse(bytes.span.extracting(2..<(bytes.count - 2)))) == "a=\"1\"")
    }

    @Test func theBoundsThemselvesAreAccepted() throws {
        var parser = XMLParser()
        let levels = XMLLimits.depthMax
        let deep = String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)
        _ = try parser.parse(Array(deep.utf8))
        let many = "<a>" + String(repeating: "<b/>", count: XMLLimits.nodeCountMax - 1) + "</a>"
        _ = try parser.parse(Array(many.utf8))
        let text = String(repeating: "x", count: XMLLimits.textByteCountMax)
        let long = try parser.parse(Array("<a>\(text)</a>".utf8))
        #expect(long.textBytes(of: long.root).count == XMLLimits.textByteCountMax)
        let comment = String(repeating: "c", count: XMLLimits.documentByteCountMax - 11)
        _ = try parser.parse(Array("<a/><!--\(comment)-->".utf8))
    }

    @Test func namesWithoutEndDoNotFillTheParser() throws {
        var parser = XMLParser()
        for round in 0..<20 {
            let children = (0..<500).map { "<n\(round)x\($0)/>" }.joined()
            let tree = try parser.parse(Array("<a>\(children)<last/></a>".utf8))
            #expect(tree.child("last", of: tree.root) != nil)
        }
    }
}
