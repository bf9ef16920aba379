import Documents
import SeedEvents
import Testing
import XML

@Suite("What an XML document becomes when its characters are put right")
struct XMLRepairTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let odd: [UInt8]
        let repaired: String
        let kinds: RepairKinds
        var testDescription: String { repaired }

        init(_ odd: [UInt8], _ repaired: String, _ kinds: RepairKinds) {
            (self.odd, self.repaired, self.kinds) = (odd, repaired, kinds)
        }

        init(_ odd: String, _ repaired: String, _ kinds: RepairKinds) { self.init(Array(odd.utf8), repaired, kinds) }
    }

    static let cases = [
        Case("<a>x\u{1}y</a>", "<a>x\u{fffd}y</a>", .control),
        Case("<a><![CDATA[x\u{1d}\u{0}]]></a>", "<a><![CDATA[x\u{fffd}\u{fffd}]]></a>", .control),
        Case("<a>\u{fffe}\u{ffff}</a>", "<a>\u{fffd}\u{fffd}</a>", .control),
        Case(
            "<a>&#2;&#x1F;&#xD800;&#0;&#x110000;</a>", "<a>" + String(repeating: "\u{fffd}", count: 5) + "</a>",
            .reference),
        Case("<a/>\n\u{0}\u{0}", "<a/>\n  ", .control),
        Case(Array("<a>".utf8) + [0xff, 0xe4, 0xb8] + Array("</a>".utf8), "<a>\u{fffd}\u{fffd}</a>", .encoding),
        Case(
            Array("<a><![CDATA[".utf8) + [0xed, 0xa0, 0x80] + Array("]]></a>".utf8),
            "<a><![CDATA[\u{fffd}\u{fffd}\u{fffd}]]></a>", .encoding),
        // Nothing is taken out, so no end comes of it, and no name.
        Case("<a><![CDATA[]\u{1}]>x]]></a>", "<a><![CDATA[]\u{fffd}]>x]]></a>", .control),
        Case("<a><![CDATA[]]\u{1}>x]]></a>", "<a><![CDATA[]]\u{fffd}>x]]></a>", .control),
        Case("<Order\u{1}ID>1</Order\u{1}ID>", "<Order\u{fffd}ID>1</Order\u{fffd}ID>", .control),
        // In CDATA and comments it is no reference.
        Case("<a><![CDATA[&#2;]]>\u{1}</a>", "<a><![CDATA[&#2;]]>\u{fffd}</a>", .control),
        Case("<a><!--&#2;-->\u{1}</a>", "<a><!--&#2;-->\u{fffd}</a>", .control),
        // Wrong in other ways, which is not ours to mend.
        Case("<a>&#;&#x;&#2 &nbsp;</a>", "<a>&#;&#x;&#2 &nbsp;</a>", []),
        Case("<\u{0}a\u{0}/\u{0}>\u{0}", "<\u{0}a\u{0}/\u{0}>\u{0}", []),
        Case("", "", []), Case("&#", "&#", []), Case("<![CDATA[", "<![CDATA[", []),
    ]

    @Test(arguments: cases) func isPutRight(example: Case) {
        let repaired = XMLRepair.repaired(example.odd)
        #expect(repaired.bytes == Array(example.repaired.utf8))
        #expect(repaired.kinds == example.kinds)
    }

    @Test func whatCanBeParsedStaysAsItIs() throws {
        for document in XMLTreeTests.documents {
            let repaired = XMLRepair.repaired(Array(document.xml.utf8))
            #expect(repaired.bytes == Array(document.xml.utf8) && repaired.kinds.isEmpty)
        }
    }

    @Test func noiseIsRepairedOrRefused() throws {
        var numbers = SeededNumbers(state: 11)
        let pieces: [[UInt8]] =
            ["<a>", "</a>", "<![CDATA[", "]]>", "&#2;", "&#x41;", "<!--", "-->", "<?x", "?>", "]", ">"]
            .map { Array($0.utf8) } + [[0], [1], [0xff], [0xe4, 0xb8], [0xf0, 0x9f, 0x98, 0x80], [0xef, 0xbf, 0xbf]]
        var parser = XMLParser()
        for _ in 0..<5_000 {
            let body = (0..<Int.random(in: 0...12, using: &numbers)).flatMap { _ in
                pieces.randomElement(using: &numbers) ?? []
            }
            let document = Array("<a>".utf8) + body + Array("</a>".utf8)
            let repaired = XMLRepair.repaired(document)
            #expect(XMLRepair.repaired(repaired.bytes).kinds.isEmpty)
            if (try? parser.parse(document)) != nil { #expect(repaired.kinds.isEmpty && repaired.bytes == document) }
            _ = try? parser.parse(repaired.bytes)
            _ = parser.beginning(of: repaired.bytes)
        }
    }
}

@Suite("What is read in front of a fault in XML")
struct XMLBeginningTests {
    static let beginnings: [(xml: String, tree: String?)] = [
        ("<x><a>1</a><b>2</b><c>3", "x{a=\"1\" b=\"2\"}"),
        ("<x><a>1</a><b><c>2</c>", "x{a=\"1\"}"),
        ("<x><a>1</a></y>", "x{a=\"1\"}"),
        ("<x><a>1</a>text<b>2</b></x>", "x{a=\"1\"}"),
        ("<x><a>1</a><b>&nbsp;</b><c>2</c></x>", "x{a=\"1\"}"),
        ("<x><a>1</a></x><x><a>2</a></x>", "x{a=\"1\"}"),
        ("<?xml version=\"1.0\" encoding=\"GBK\"?><x><a>1</a></x>", "x{a=\"1\"}"),
        ("<x><a>1</a><b>" + String(repeating: "=", count: XMLLimits.equalsSignCountMax + 1) + "</b></x>", "x{a=\"1\"}"),
        ("<x><a>1</a><b>text<c/></b></x>", "x{a=\"1\"}"), ("<x>text<a>1</a></x>", nil),
        ("<x><a>1", "x{}"), ("<x>", nil), ("", nil), ("{}", nil), ("<!DOCTYPE x><x><a>1</a></x>", nil),
    ]

    @Test(arguments: beginnings) func isRead(beginning: (xml: String, tree: String?)) {
        var parser = XMLParser()
        // Of the document before it nothing is left.
        _ = try? parser.parse(Array("<y><z>9</z></y>".utf8))
        #expect(parser.beginning(of: Array(beginning.xml.utf8)).map(outline) == beginning.tree)
    }
}
