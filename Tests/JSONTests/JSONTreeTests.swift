import Documents
import JSON
import SeedEvents
import Testing

@Suite("What a JSON document becomes")
struct JSONTreeTests {
    static let documents: [(json: String, tree: String)] = [
        ("{}", "{}"),
        ("[]", "[]"),
        (" \r\n\t{ } ", "{}"),
        ("\"x\"", "=\"x\""),
        ("\"\"", "=\"\""),
        ("null", "=null"),
        ("[true,false,null]", "[=true =false =null]"),
        ("{\"a\":true,\"b\":false,\"c\":null}", "{a=true b=false c=null}"),
        ("{\"a\":{\"b\":[1,{\"c\":\"d\"},[],{}],\"e\":2}}", "{a{b[=1 {c=\"d\"} [] {}] e=2}}"),
        ("{\"\":1}", "{=1}"),
        (#""\"\\\/\b\f\n\r\t""#, "=\"\"\\/\u{8}\u{C}\n\r\t\""),
        (#""\u0001\u4e2D\uD83D\uDE00""#, "=\"\u{1}\u{4E2D}\u{1F600}\""),
        (#"{"\u0061":1}"#, "{a=1}"),
        (#""\\u0000""#, "=\"\\u0000\""),
        ("\"\u{5E7F}\u{5DDE} \u{1F69A}\"", "=\"\u{5E7F}\u{5DDE} \u{1F69A}\""),
        ("[0,-0,1,-1,15]", "[=0 =0 =1 =-1 =15]"),
        ("[9223372036854775807,-9223372036854775808]", "[=9223372036854775807 =-9223372036854775808]"),
        ("[9223372036854775808,18446744073709551615]", "[=9223372036854775808 =18446744073709551615]"),
        ("[1.2,20.5,20.50,15.0,10.0]", "[=1.2 =20.5 =20.5 =15 =10]"),
        ("[0.1,1e3,1E-7,-2.5e+2,1e300]", "[=0.1 =1000 =1e-07 =-250 =1e+300]"),
        ("[0.30000000000000004,5e-324]", "[=0.30000000000000004 =5e-324]"),
        ("[1.7976931348623157e308]", "[=1.7976931348623157e+308]"),
    ]

    @Test(arguments: documents)
    func isRead(document: (json: String, tree: String)) throws {
        var parser = JSONParser()
        let tree = try parser.parse(Array(document.json.utf8))
        #expect(Array(outline(tree).utf8) == Array(document.tree.utf8))
    }

    @Test func oneParserReadsAllOfThem() throws {
        var parser = JSONParser()
        for _ in 0..<3 {
            for document in Self.documents {
                #expect(try outline(parser.parse(Array(document.json.utf8))) == document.tree)
            }
        }
    }

    @Test func aPartOfAnArrayIsRead() throws {
        var parser = JSONParser()
        let bytes = Array("xx[1]yy".utf8)
        #expect(try outline(parser.parse(bytes.span.extracting(2..<5))) == "[=1]")
    }

    @Test func theBoundsThemselvesAreAccepted() throws {
        var parser = JSONParser()
        let levels = JSONLimits.depthMax
        _ = try parser.parse(Array(nested(levels).utf8))
        _ = try parser.parse(Array((nested(levels - 1, around: "1")).utf8))
        let many = "[" + String(repeating: "1.25,", count: JSONLimits.nodeCountMax - 2) + "true]"
        let list = try parser.parse(Array(many.utf8))
        #expect(outline(list).hasSuffix("=1.25 =true]"))
        let spaces = String(repeating: " ", count: JSONLimits.documentByteCountMax - 2)
        _ = try parser.parse(Array("{}\(spaces)".utf8))
    }

    @Test func manyKeysAreToldApart() throws {
        var parser = JSONParser()
        let keys = (0..<1_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let tree = try parser.parse(Array("{\(keys)}".utf8))
        #expect(tree.child("k999", of: tree.root).map { tree.text(of: $0) } == "999")
        #expect(throws: JSONError.duplicateKey) { try parser.parse(Array("{\(keys),\"k0\":1}".utf8)) }
    }
}

/// Lists in lists, `count` levels.
func nested(_ count: Int, around inner: String = "") -> String {
    String(repeating: "[", count: count) + inner + String(repeating: "]", count: count)
}
