import Documents
import JSON
import Testing
import XML

/// An event's one field called F, in JSON or XML.
enum Sample {
    static func json(_ value: String) throws -> Fields {
        var parser = JSONParser()
        return try Fields(parser.parse(Array(("{\"Other\":1,\"F\":" + value + ",\"Last\":{\"F\":2}}").utf8)))
    }

    static func xml(_ elements: String) throws -> Fields {
        var parser = XMLParser()
        return try Fields(
            parser.parse(Array(("<xml><Other>1</Other>" + elements + "<Last><F>2</F></Last></xml>").utf8)))
    }
}

@Suite("the fields of an event")
struct FieldsTests {
    @Test("a root without fields is a fault")
    func root() throws {
        let fault = FieldFault("the event has no fields")
        for text in ["[]", "[{}]", "1", "null", "true", "\"a\""] {
            var parser = JSONParser()
            let document = try parser.parse(Array(text.utf8))
            #expect(throws: fault) { try Fields(document) }
        }
        for text in ["<xml/>", "<xml></xml>", "<xml>a</xml>", "<xml> </xml>"] {
            var parser = XMLParser()
            let document = try parser.parse(Array(text.utf8))
            #expect(throws: fault) { try Fields(document) }
        }
        var parser = JSONParser()
        #expect(try !Fields(parser.parse(Array("{}".utf8))).has("F"))
    }

    @Test(
        "a text is read from texts, numbers and booleans; null is absent",
        arguments: [
            (#""a""#, "a"), (#""""#, ""), (#"" ""#, " "), (#""\u5e7f""#, "\u{5e7f}"), ("1", "1"), ("-1.50", "-1.5"),
            ("0", "0"), ("18446744073709551615", "18446744073709551615"), ("true", "true"), ("false", "false"),
            ("null", ""),
        ])
    func text(_ value: String, _ text: String) throws {
        #expect(try Sample.json(value).text("F") == text)
    }

    @Test("an object or list is no text", arguments: ["{}", "[]", "[\"a\"]", "{\"F\":\"a\"}", "[null]"])
    func noText(_ value: String) throws {
        let fields = try Sample.json(value)
        #expect(throws: FieldFault("F is an object or a list; a text is expected")) { try fields.text("F") }
        #expect(fields.bytes("F") == nil)
    }

    @Test(
        "bytes are those of the text; null is none",
        arguments: [
            (#""a""#, "a"), (#""""#, ""), ("1.50", "1.5"), ("true", "true"), ("null", nil),
        ] as [(String, String?)])
    func bytes(_ value: String, _ bytes: String?) throws {
        #expect(try Sample.json(value).bytes("F").map { Array($0) } == bytes.map { Array($0.utf8) })
    }

    @Test(
        "a field is there unless it is absent or null",
        arguments: [
            (#""""#, true), ("0", true), ("false", true), ("{}", true), ("[]", true), ("null", false),
        ])
    func has(_ value: String, _ isThere: Bool) throws {
        #expect(try Sample.json(value).has("F") == isThere)
        #expect(try !Sample.json(value).has("f"), "names are compared as they are")
        #expect(try !Sample.json(value).has(""))
    }

    @Test(
        "an object, the only object of a list, or an empty one",
        arguments: [
            (#"{"G":"a"}"#, "a"), (#"[{"G":"a"}]"#, "a"), (#"{"G":1,"H":[1]}"#, "1"), ("{}", ""), ("[]", ""),
            ("null", ""),
            (#""""#, ""), (#""\n\t ""#, ""), ("[{}]", ""),
        ])
    func object(_ value: String, _ text: String) throws {
        #expect(try Sample.json(value).object("F").text("G") == text)
    }

    @Test(
        "what is no object is a fault",
        arguments: [
            ("1", "F is not an object"), ("true", "F is not an object"), (#""a""#, "F is not an object"),
            ("[1]", "F is not an object"), ("[null]", "F is not an object"), (#"["a"]"#, "F is not an object"),
            ("[[]]", "F is not an object"), ("[{},{}]", "F has more than one entry; one is expected"),
            ("[1,2]", "F has more than one entry; one is expected"),
        ])
    func noObject(_ value: String, _ message: String) throws {
        let fields = try Sample.json(value)
        #expect(throws: FieldFault(message)) { _ = try fields.object("F") }
    }

    @Test("an absent object has absent fields, all the way down")
    func absent() throws {
        let fields = try Sample.json("null")
        let deep = try fields.object("No").object("Such").object("Thing")
        #expect(try deep.text("G") == "")
        #expect(deep.bytes("G") == nil)
        #expect(!deep.has("G"))
        #expect(try deep.objects("G", countMax: 0).isEmpty)
    }

    @Test("a fault names the whole way to the field")
    func path() throws {
        let inner = try Sample.json(#"[{"G":{"H":{}, "L":[{"M":[]}]}}]"#).object("F").object("G")
        #expect(throws: FieldFault("F.G.H is an object or a list; a text is expected")) { try inner.text("H") }
        let entry = try #require(try inner.objects("L", countMax: 1).first)
        #expect(throws: FieldFault("F.G.L.M is an object or a list; a text is expected")) { try entry.text("M") }
    }

    @Test(
        "a list of objects",
        arguments: [
            ("[]", []), ("null", []), (#""""#, []), (#"[{"G":1},{"G":2}]"#, ["1", "2"]), (#"{"G":1}"#, ["1"]),
            ("[{},{},{}]", ["", "", ""]),
        ])
    func objects(_ value: String, _ texts: [String]) throws {
        #expect(try Sample.json(value).objects("F", countMax: 3).map { try $0.text("G") } == texts)
    }

    @Test(
        "a list of something else, or of too many",
        arguments: [
            ("1", "F holds no objects"), ("true", "F holds no objects"), (#""a""#, "F holds no objects"),
            ("[1]", "F holds no objects"), ("[{},null]", "F holds no objects"), ("[[{}]]", "F holds no objects"),
            ("[{},{},{},{}]", "F has more than 3 entries"),
        ])
    func noObjects(_ value: String, _ message: String) throws {
        let fields = try Sample.json(value)
        #expect(throws: FieldFault(message)) { _ = try fields.objects("F", countMax: 3) }
    }
}

@Suite("the fields of an event in XML")
struct XMLFieldsTests {
    @Test(
        "a text",
        arguments: [
            ("", ""), ("<F/>", ""), ("<F></F>", ""), ("<F>a</F>", "a"), ("<F><![CDATA[a<b]]></F>", "a<b"),
            ("<F>15.0</F>", "15.0"),
            ("<F> a </F>", "a"), ("<F>\n<![CDATA[ a ]]></F>", " a "), ("<F x='1'>a</F>", "a"),
        ])
    func text(_ elements: String, _ text: String) throws {
        #expect(try Sample.xml(elements).text("F") == text)
    }

    @Test("elements that repeat are a list, wherever they stand")
    func repeated() throws {
        let fields = try Sample.xml("<F><G>1</G></F><H>x</H><F/><F><G>2</G></F>")
        #expect(try fields.objects("F", countMax: 2).map { try $0.text("G") } == ["1", "2"])
        #expect(throws: FieldFault("F has more than 1 entries")) { _ = try fields.objects("F", countMax: 1) }
        #expect(throws: FieldFault("F stands more than once")) { _ = try fields.object("F") }
    }

    @Test(
        "of a text that stands more than once none counts, wherever the two stand and whatever was read before",
        arguments: ["<F>1</F><F>2</F>", "<F>1</F><H>3</H><F>1</F>", "<F/><H>3</H><F>2</F>", "<F>1</F><F><G>2</G></F>"])
    func repeatedText(_ elements: String) throws {
        let fields = try Sample.xml(elements)
        for before: StaticString in ["F", "Other", "H", "Last", "No"] {
            _ = fields.bytes(before)
            #expect(throws: FieldFault("F stands more than once")) { _ = try fields.text("F") }
            #expect(throws: FieldFault("F stands more than once")) { _ = try fields.id("F") }
            #expect(fields.bytes("F") == nil)
            #expect(fields.has("F"))
            #expect(try fields.text("Other") == "1")
        }
    }

    @Test(
        "an id has no control characters, and as a number is whole: it is never kept as something else",
        arguments: [
            (#"" a\t""#, "a"), (#""a b""#, "a b"), ("5", "5"), ("-5", "-5"), ("true", "true"), ("null", ""),
            ("18446744073709551615", "18446744073709551615"), (#""""#, ""), (#"" ""#, ""), (#""1.50""#, "1.50"),
            ("1.50", nil), ("1e3", "1000"), ("1e30", nil), (#""a\u0001b""#, nil), (#""a\nb""#, nil),
            (#""a\u007f""#, nil),
        ])
    func id(_ value: String, _ id: String?) throws {
        let fields = try Sample.json(value)
        guard let id else {
            let message = "F is no id: it holds control characters, or is a number that is not whole"
            #expect(throws: FieldFault(message)) { try fields.id("F") }
            #expect(fields.idBytes("F") == nil)
            return
        }
        #expect(try fields.id("F") == id)
    }

    @Test("a text is found among more fields than are compared with each other")
    func many() throws {
        let others = (0..<40).map { "<N\($0)>\($0)</N\($0)>" }.joined()
        let fields = try Sample.xml(others + "<F>1</F>")
        #expect(try fields.text("F") == "1" && fields.text("N0") == "0" && fields.text("N39") == "39")
        let twice = try Sample.xml("<F>1</F>" + others + "<F>1</F>")
        #expect(throws: FieldFault("F stands more than once")) { _ = try twice.text("F") }
    }

    @Test("what repeats is found whole, whatever was read before", arguments: ["Other", "H", "F", "Last", "No"])
    func cursor(_ before: StaticString) throws {
        let fields = try Sample.xml("<F><G>1</G></F><H>x</H><F><G>2</G></F>")
        for _ in 0..<2 {
            _ = fields.bytes(before)
            #expect(try fields.objects("F", countMax: 2).map { try $0.text("G") } == ["1", "2"])
            _ = fields.bytes(before)
            #expect(throws: FieldFault("F stands more than once")) { _ = try fields.object("F") }
        }
    }

    @Test("the order of the fields does not matter")
    func order() throws {
        let json = try Sample.json(#"{"C":3,"A":1,"B":2}"#).object("F")
        let reads: [(name: StaticString, value: String)] = [
            ("A", "1"), ("B", "2"), ("C", "3"), ("B", "2"), ("A", "1"), ("A", "1"), ("No", ""), ("C", "3"),
        ]
        for (name, value) in reads {
            #expect(try json.text(name) == value)
        }
    }

    @Test("an object")
    func object() throws {
        #expect(try Sample.xml("<F><G>1</G></F>").object("F").text("G") == "1")
        #expect(try Sample.xml("<F/>").object("F").text("G") == "")
        #expect(try Sample.xml("<F> \n </F>").object("F").text("G") == "")
        #expect(throws: FieldFault("F is not an object")) { _ = try Sample.xml("<F>a</F>").object("F") }
        #expect(throws: FieldFault("F is an object or a list; a text is expected")) {
            try Sample.xml("<F><G>1</G></F>").text("F")
        }
    }
}
