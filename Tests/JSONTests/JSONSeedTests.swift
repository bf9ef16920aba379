import Documents
import JSON
import SeedEvents
import Testing

@Suite("The event of the API's documentation, as JSON")
struct JSONSeedTests {
    private let bytes = Array(SeedEvent.json.utf8)

    @Test func isReadAsItIs() throws {
        var parser = JSONParser()
        #expect(try outline(parser.parse(bytes)) == Self.tree)
    }

    @Test func cutAnywhereItIsAnErrorAndTheParserStaysUsable() throws {
        var parser = JSONParser()
        for count in 0..<bytes.count {
            #expect(throws: JSONError.self, "\(count) bytes") { try parser.parse(Array(bytes[..<count])) }
            if count % 16 == 0 { #expect(try outline(parser.parse(bytes)) == Self.tree) }
        }
    }

    /// Bytes changed at random: an error or a tree of UTF-8 texts, nothing else.
    @Test func changedAnywhereItDoesNoHarm() {
        var parser = JSONParser()
        var numbers = SeededNumbers(state: 3)
        let marks = Array("{}[]:,\"\\u0123.eE+-tfn x\n\u{0}".utf8) + [0x80, 0xC3, 0xFF]
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

    private static let tree = [
        "{ToUserName=\"gh_abcdefg\" FromUserName=\"oABCD\" CreateTime=1533042556 MsgType=\"event\"",
        "Event=\"add_waybill\" Token=\"1234ABC234523451\" OrderID=\"012345678901234567890123456789\"",
        "BizID=\"xyz\" BizPwd=\"xyz123\" ShopAppID=\"wxABCD\" WayBillID=\"123456789\" Remark=\"Fragile\"",
        "Sender{Name=\"Jim\" Tel=\"020-88888888\" Mobile=\"18666666666\" Company=\"Company name\"",
        "PostCode=\"123456\" Country=\"China\" Province=\"Guangdong Province\" City=\"Guangzhou\"",
        "Area=\"Haizhu District\" Address=\"XXBlock XX, XX Building, No. XX, Road xxXX\"}",
        "Receiver{Name=\"Wang Xiaomeng\" Tel=\"029-77777777\" Mobile=\"18610000000\" Company=\"Company name\"",
        "PostCode=\"654321\" Country=\"China\" Province=\"Guangdong Province\" City=\"Guangzhou\"",
        "Area=\"Tianhe District\" Address=\"XXBlock XX, XX Building, No. XX, Road xxXX\"}",
        "Cargo{Weight=1.2 Space_X=20.5 Space_Y=15 Space_Z=10 Count=2",
        "DetailList[{Name=\"1001 Nights Diamond Purse\" Count=1} {Name=\"Hermes Birkin Bag\" Count=1}]}",
        "Insured{UseInsured=1 InsuredValue=10000}",
        "Service{ServiceType=0 ServiceName=\"Standard express delivery\"}}",
    ].joined(separator: " ")
}
