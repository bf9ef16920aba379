import Documents
import JSON
import SeedEvents
import Testing
import XML

@Suite("The event of the API's documentation")
struct XMLSeedTests {
    private let bytes = Array(SeedEvent.xml.utf8)

    @Test func isReadAsItIs() throws {
        var parser = XMLParser()
        let tree = try parser.parse(bytes)
        #expect(outline(tree) == Self.tree)
    }

    @Test func cutAnywhereItIsAnErrorAndTheParserStaysUsable() throws {
        var parser = XMLParser()
        for count in 0..<bytes.count {
            #expect(throws: XMLError.self, "\(count) bytes") { try parser.parse(Array(bytes[..<count])) }
            if count % 16 == 0 { #expect(try outline(parser.parse(bytes)) == Self.tree) }
        }
    }

    @Test func asJSONItHasTheSameTexts() throws {
        var xmlParser = XMLParser()
        var jsonParser = JSONParser()
        let xml = try xmlParser.parse(bytes)
        let json = try jsonParser.parse(Array(SeedEvent.json.utf8))
        // JSON numbers have no trailing zeros, and a JSON list is one element around its items.
        let expected = leaves(xml, xml.root).map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 }
        #expect(leaves(json, json.root) == expected)
        for name: StaticString in ["Sender", "Receiver"] {
            let pair = (try #require(xml.child(name, of: xml.root)), try #require(json.child(name, of: json.root)))
            #expect(leaves(xml, pair.0) == leaves(json, pair.1))
        }
    }

    @Test func parsersOfSeveralThreadsDoNotDisturbEachOther() async {
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { [bytes] in
                    var parser = XMLParser()
                    var count = 0
                    for round in 0..<100 {
                        guard let tree = try? parser.parse(bytes), outline(tree) == Self.tree else { continue }
                        // A refused document in between makes the parser start anew.
                        if round % 10 == 0 { _ = try? parser.parse(Array(bytes[..<100])) }
                        count += 1
                    }
                    return count
                }
            }
            for await count in group { #expect(count == 100) }
        }
    }

    /// Bytes changed at random: an error or a tree of UTF-8 texts, nothing else.
    @Test func changedAnywhereItDoesNoHarm() {
        var parser = XMLParser()
        var numbers = SeededNumbers(state: 2)
        let marks = Array("<>&;![]\"'=/?-x\n\u{0}".utf8) + [0x80, 0xC3, 0xFF]
        for _ in 0..<5_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let position = Int.random(in: 0..<changed.count, using: &numbers)
                changed[position] = marks[Int.random(in: 0..<marks.count, using: &numbers)]
            }
            guard let tree = try? parser.parse(changed) else { continue }
            #expect(String(validating: Array(outline(tree).utf8), as: UTF8.self) != nil)
        }
    }

    private func leaves(_ document: Document, _ element: Document.Element) -> [String] {
        guard var child = document.firstChild(of: element) else {
            return ["\(document.name(of: element)): \(document.text(of: element))"]
        }
        var found = leaves(document, child)
        while let next = document.next(after: child) {
            found += leaves(document, next)
            child = next
        }
        return found
    }

    private static let tree = [
        "xml{ToUserName=\"gh_abcdefg\" FromUserName=\"oABCD\" CreateTime=\"1533042556\" MsgType=\"event\"",
        "Event=\"add_waybill\" Token=\"1234ABC234523451\" OrderID=\"012345678901234567890123456789\"",
        "BizID=\"xyz\" BizPwd=\"xyz123\" ShopAppID=\"wxABCD\" WayBillID=\"123456789\" Remark=\"Fragile\"",
        "Sender{Name=\"Jim\" Tel=\"020-88888888\" Mobile=\"18666666666\" Company=\"Company name\"",
        "PostCode=\"123456\" Country=\"China\" Province=\"Guangdong Province\" City=\"Guangzhou\"",
        "Area=\"Haizhu District\" Address=\"XXBlock XX, XX Building, No. XX, Road xxXX\"}",
        "Receiver{Name=\"Wang Xiaomeng\" Tel=\"029-77777777\" Mobile=\"18610000000\" Company=\"Company name\"",
        "PostCode=\"654321\" Country=\"China\" Province=\"Guangdong Province\" City=\"Guangzhou\"",
        "Area=\"Tianhe District\" Address=\"XXBlock XX, XX Building, No. XX, Road xxXX\"}",
        "Cargo{Weight=\"1.2\" Space_X=\"20.5\" Space_Y=\"15.0\" Space_Z=\"10.0\" Count=\"2\"",
        "DetailList{Name=\"1001 Nights Diamond Purse\" Count=\"1\"}",
        "DetailList{Name=\"Hermes Birkin Bag\" Count=\"1\"}}",
        "Insured{UseInsured=\"1\" InsuredValue=\"10000\"}",
        "Service{ServiceType=\"0\" ServiceName=\"Standard express delivery\"}}",
    ].joined(separator: " ")
}
