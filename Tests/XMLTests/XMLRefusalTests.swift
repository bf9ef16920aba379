import Documents
import SeedEvents
import Testing
import XML

@Suite("What is not accepted as XML, and what is said about it")
struct XMLRefusalTests {
    struct Refused: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let reason: XMLError.Reason
        let line: Int

        init(_ name: String, _ xml: String, _ reason: XMLError.Reason, line: Int = 1) {
            self.init(name, Array(xml.utf8), reason, line: line)
        }

        init(_ name: String, _ bytes: [UInt8], _ reason: XMLError.Reason, line: Int = 1) {
            self.name = name
            self.bytes = bytes
            self.reason = reason
            self.line = line
        }

        var testDescription: String { name }
    }

    static let structure = [
        Refused("nothing", "", .empty),
        Refused("a byte order mark alone", "\u{FEFF}", .empty),
        Refused("no markup", "hello", .malformed(code: 4)),
        // Found by fuzzing: the word straddles the end of what is looked at.
        Refused(
            "an encoding far away",
            "<?xml version=\"1.0\"" + String(repeating: " ", count: 231) + "encoding=\"UTF-8\"?><xml/>",
            .malformed(code: 57)),
        Refused("JSON", "{\"a\":1}", .malformed(code: 4)),
        Refused("white space alone", "   \n  \n", .empty),
        Refused("text behind blanks", " \nhello", .malformed(code: 4)),
        Refused("a fault behind blanks", "\n \n<a>\n<b></c></a>", .malformed(code: 76), line: 4),
        Refused("an open root behind blanks", "\n\n<a>", .truncated, line: 3),
        Refused("a declaration behind a comment", "<!-- -->\n<?xml version='1.0'?><a/>", .malformed(code: 64), line: 2),
        Refused("no root", "<!-- only this -->", .truncated),
        Refused("open root", "<a>", .truncated),
        Refused("open child", "<a>\n<b>x</b>\n<c>", .truncated, line: 3),
        Refused("half an end tag", "<a>x</a", .malformed(code: 73)),
        Refused("text behind the root", "<a/>\nmore", .trailingContent, line: 2),
        Refused("two roots", "<a/>\n\n<b/>", .trailingContent, line: 3),
        Refused("CDATA behind the root", "<a/><![CDATA[x]]>", .trailingContent),
        Refused("wrong end tag", "<a>\n<b></c></a>", .malformed(code: 76), line: 2),
        Refused("attribute without value", "<a x></a>", .malformed(code: 41)),
        Refused("attribute twice", "<a x='1' x='2'/>", .malformed(code: 42)),
        Refused("]]> in text", "<a>]]></a>", .malformed(code: 62)),
        Refused("unknown prefix", "<p:a/>", .malformed(code: 201)),
        Refused("ampersand", "<a>a & b</a>", .malformed(code: 68)),
        Refused("character reference to NUL", "<a>&#0;</a>", .illegalCharacter),
        Refused("character reference to a surrogate", "<a>&#xD800;</a>", .illegalCharacter),
        Refused("text before a child", "<a>\nx<b/></a>", .mixedContent, line: 2),
        Refused("text between children", "<a><b/>\nx<b/></a>", .mixedContent, line: 2),
        Refused("CDATA behind a child", "<a><b/><![CDATA[x]]></a>", .mixedContent),
    ]

    static let entities = [
        Refused("unknown entity", "<a>\n&nbsp;</a>", .entityReference, line: 2),
        Refused("unknown entity in an attribute", "<a x='&nbsp;'/>", .entityReference),
        Refused("DOCTYPE", "<!DOCTYPE a><a/>", .doctype),
        Refused("DOCTYPE on line 3", "<?xml version='1.0'?>\n<!-- -->\n<!DOCTYPE a>\n<a/>", .doctype, line: 3),
        Refused("empty subset", "<!DOCTYPE a []><a/>", .doctype),
        Refused("own entity", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", .doctype),
        Refused("public subset", "<!DOCTYPE a PUBLIC '-//x' 'http://127.0.0.1:1/x.dtd'><a/>", .doctype),
        Refused("system subset", "<!DOCTYPE a SYSTEM '/etc/hostname'><a/>", .doctype),
        Refused("parameter entity", "<!DOCTYPE a [<!ENTITY % p SYSTEM '/etc/hostname'>%p;]><a/>", .doctype),
        Refused("defaulted attribute", "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]><a/>", .doctype),
    ]

    static let encodings = [
        Refused("GBK", "<?xml version='1.0' encoding='GBK'?><a/>", .encoding("GBK")),
        Refused("Latin 1", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", .encoding("ISO-8859-1")),
        Refused("UTF-16 in name", "<?xml version='1.0' encoding='utf-16'?><a/>", .encoding("utf-16")),
        Refused("UTF-7", "<?xml version='1.0' encoding='UTF-7'?><a/>", .encoding("UTF-7")),
        Refused("not a name", "<?xml version='1.0' encoding='x<&\n>y'?><a/>", .encoding("xy")),
        Refused("behind blanks", " \n<?xml version='1.0' encoding='GBK'?><a/>", .encoding("GBK")),
        Refused("behind a mark", "\u{FEFF}<?xml version='1.0' encoding='Big5'?><a/>", .encoding("Big5")),
        Refused("UTF-16, little end first", [0xFF, 0xFE, 0x3C, 0, 0x61, 0], .encoding("UTF-16")),
        Refused("UTF-16, big end first", [0xFE, 0xFF, 0, 0x3C, 0, 0x61], .encoding("UTF-16")),
        Refused("UTF-16 without a mark", [0x3C, 0, 0x61, 0], .encoding("UTF-16")),
        Refused("UTF-32", [0, 0, 0, 0x3C], .encoding("UTF-32")),
        Refused("EBCDIC", [0x4C, 0x6F, 0xA7, 0x94], .malformed(code: 4)),
        Refused(
            "a declaration without end", "<?xml version='1.0' " + String(repeating: " ", count: 300) + "?><a/>",
            .malformed(code: 57)),
    ]

    static let badBytes = [
        Refused("NUL in text", "<a>\n\u{0}</a>", .nulByte, line: 2),
        Refused("NUL behind the root", "<a/>\u{0}", .nulByte),
        Refused("NUL behind blanks", "\n<a>\n\u{0}</a>", .nulByte, line: 3),
        Refused("Latin 1 behind blanks", Array("\n<a>".utf8) + [0xE9] + Array("</a>".utf8), .notUTF8, line: 2),
        Refused("NUL in a name", "<a\u{0}b/>", .nulByte),
        Refused("control character", "<a>\u{1}</a>", .illegalCharacter),
        Refused("control character in CDATA", "<a><![CDATA[\u{1}]]></a>", .illegalCharacter),
        Refused("U+FFFF", "<a>\u{FFFF}</a>", .illegalCharacter),
        Refused("U+FFFE in CDATA", "<a><![CDATA[\u{FFFE}]]></a>", .illegalCharacter),
        Refused("Latin 1", Array("<a>\n\n".utf8) + [0xE9] + Array("</a>".utf8), .notUTF8, line: 3),
        Refused("a mark behind the mark", "\u{FEFF}\u{FEFF}<a/>", .malformed(code: 4)),
    ]

    @Test(arguments: structure + entities + encodings + badBytes)
    func isRefused(document: Refused) {
        var parser = XMLParser()
        #expect(throws: XMLError(document.reason, line: document.line)) { try parser.parse(document.bytes) }
    }

    @Test func theParserStaysUsable() throws {
        var parser = XMLParser()
        for document in Self.structure + Self.entities + Self.encodings + Self.badBytes {
            #expect(throws: XMLError.self) { try parser.parse(document.bytes) }
            #expect(try outline(parser.parse(Array("<a><b>1</b></a>".utf8))) == "a{b=\"1\"}")
        }
    }

    @Test func aMessageSaysWhatAndWhereAndWhatToDo() {
        #expect(
            XMLError(.doctype, line: 3).description == "XML line 3: a DOCTYPE is not accepted; remove it")
        #expect(
            XMLError(.encoding("GBK"), line: 1).description
                == "XML line 1: encoding GBK is not accepted; send UTF-8")
    }
}
