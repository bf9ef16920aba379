import Documents
import OddPushes
import SeedEvents
import Testing
import Waybill

@testable import WeChat

@Suite("pushes with something odd in them, as they are read")
struct OddPushTests {
    @Test("every one has its head, and what was put right is known", arguments: OddPush.all)
    func heads(_ push: OddPush) throws {
        let text = try read(push.body())
        let head = EventHead(try Fields(text.document), isRepaired: !text.repairs.isEmpty)
        #expect(head.isWhole && head.event == "add_waybill" && head.orderID == push.order && head.bizID == "xyz")
        #expect(head.toUserName == "gh_abcdefg" && head.fromUserName == "oABCD" && head.createTime == 1_764_300_000)
        #expect(head.orderKey(carrier: "ZTO")?.orderID == push.order)
        if case .served(let repairs) = push.outcome {
            #expect(text.repairs.names == repairs && text.breakage == nil)
        }
    }

    @Test("only the characters that no parser takes are replaced")
    func remarks() throws {
        for (file, remark) in [
            ("01a-xml-control-1d.xml", "\u{8bf7}\u{653e}\u{95e8}\u{536b}\u{fffd}\u{8c22}\u{8c22}"),
            ("01c-xml-control-reference.xml", "\u{8bf7}\u{653e}\u{95e8}\u{536b}\u{fffd}\u{8c22}\u{8c22}"),
            ("02a-json-control-14.json", "\u{8bf7}\u{653e}\u{95e8}\u{536b}\u{fffd}\u{8c22}\u{8c22}"),
            ("02b-json-raw-newline.json", "\u{7b2c}\u{4e00}\u{884c}\n\u{7b2c}\u{4e8c}\u{884c}\t\u{5b8c}"),
            ("05a-lone-high-surrogate.json", "\u{751f}\u{65e5}\u{5feb}\u{4e50}\u{fffd}"),
        ] {
            #expect(try content(of: OddPush.bytes(of: file)).remark.string == remark, "\(file)")
        }
    }

    @Test("a document that was printed anew says the same as the compact one")
    func printedAnew() throws {
        let compact = try text("04b-blank-behind-event.xml").replacing("]]> </Event>", with: "]]></Event>")
        let anew = try text("04a-pretty-printed.xml").replacing("t2-04a", with: "t2-04b")
        #expect(try Reading(anew) == Reading(compact))
        #expect(try Reading(text("04b-blank-behind-event.xml")) == Reading(compact))
    }

    @Test("the noise of binary fractions is rounded away")
    func noise() throws {
        #expect(try content(of: OddPush.bytes(of: "09a-weight-noise.json")).cargo.weight == .value(millionths: 300_000))
    }

    @Test(
        "an id or a secret with a replaced character is refused by its name, and its order is nobody's",
        arguments: ["OrderID", "BizID", "ShopAppID", "WayBillID", "BizPwd", "Token"])
    func ids(_ name: String) throws {
        let message = "\(name) has a character that cannot be read; send it in UTF-8, without control characters"
        for raw in ["\"a\u{1}b\"", "\"a\\ud800\"", "\"\\u0000\""] {
            let text = try read(Array(EventText.add.with(name, raw).json.utf8))
            let fields = try Fields(text.document)
            let head = EventHead(fields, isRepaired: !text.repairs.isEmpty)
            #expect(throws: FieldFault(message)) { try PushedEvent(fields, head: head) }
            #expect((head.orderKey(carrier: "ZTO") == nil) == ["OrderID", "BizID"].contains(name))
        }
        // U+FFFD that the merchant itself sent is a character like any other.
        let own = try read(Array(EventText.add.with(name, "\"a\u{fffd}\"").json.utf8))
        let fields = try Fields(own.document)
        #expect(own.repairs.isEmpty)
        _ = try PushedEvent(fields, head: EventHead(fields))
    }

    @Test("of an event that breaks off, at whatever byte, only whole values are read")
    func cuts() throws {
        for whole in [SeedEvent.xml, SeedEvent.json] {
            let bytes = Array(whole.utf8)
            var readCount = 0
            for end in bytes.indices {
                guard let text = try? read(Array(bytes[..<end])) else { continue }
                let head = EventHead(try Fields(text.document))
                #expect(text.breakage != nil)
                let seed = Reading.seed.head
                #expect(
                    ["", seed.orderID].contains(head.orderID) && ["", seed.bizID].contains(head.bizID)
                        && ["", seed.event].contains(head.event) && ["", seed.token].contains(head.token)
                        && [0, seed.createTime].contains(head.createTime), "\(end) bytes")
                if head.isWhole { readCount += 1 }
            }
            #expect(readCount > bytes.count / 2)
        }
    }

    @Test("what stands behind a fault says nothing")
    func behind() throws {
        let xml = SeedEvent.xml.replacing("<BizID>", with: "</oops><BizID>")
        #expect(try !EventHead(Fields(read(Array(xml.utf8)).document)).isWhole)
        let json = EventText.add.with("Token", #""a" "b""#).json
        #expect(try !EventHead(Fields(read(Array(json.utf8)).document)).isWhole)
    }

    private func read(_ body: [UInt8]) throws(FieldFault) -> PushedText {
        var parser = PushParser()
        guard let format = PushFormat(body) else { throw FieldFault("the body is neither XML nor JSON") }
        return try parser.read(body, as: format)
    }

    private func content(of body: [UInt8]) throws -> Content {
        let text = try read(body)
        let fields = try Fields(text.document)
        return try #require(Reading(PushedEvent(fields, head: EventHead(fields, isRepaired: true))).content)
    }

    private func text(_ file: String) throws -> String {
        String(decoding: try OddPush.bytes(of: file), as: UTF8.self)
    }
}
