import Documents
import SeedEvents
import SeedParcel
import Testing
import Waybill

@testable import WeChat

@Suite("the answer to a push")
struct ReplyTests {
    private static let success = Verdict.success(waybillID: Seed.number, waybillData: Seed.waybillData)

    @Test("the seed's result gives the seed's reply, byte for byte")
    func seed() {
        let reply = Reply(to: Reading.seed.head, Self.success)
        #expect(String(decoding: reply.bytes(as: .xml), as: UTF8.self) == SeedEvent.replyXML)
        #expect(String(decoding: reply.bytes(as: .json), as: UTF8.self) == SeedEvent.replyJSON)
    }

    @Test("the answer to a cancel has the fields of its own table")
    func cancel() {
        let result = Verdict.refused(.alreadyCollected, "a trace exists", waybillID: Seed.number)
        let reply = Reply(to: Reading.cancel.head, result)
        let json = """
            {
            "ToUserName": "oABCD",
            "FromUserName": "gh_abcdefg",
            "CreateTime": 1533042556,
            "MsgType": "event",
            "Event": "cancel_waybill",
            "BizID": "xyz",
            "OrderID": "012345678901234567890123456789",
            "WayBillID": "123456789",
            "ResultCode": 30002,
            "ResultMsg": "a trace exists"
            }
            """
        let xml = """
            <xml>
            <ToUserName><![CDATA[oABCD]]></ToUserName>
            <FromUserName><![CDATA[gh_abcdefg]]></FromUserName>
            <CreateTime>1533042556</CreateTime>
            <MsgType><![CDATA[event]]></MsgType>
            <Event><![CDATA[cancel_waybill]]></Event>
            <BizID><![CDATA[xyz]]></BizID>
            <OrderID><![CDATA[012345678901234567890123456789]]></OrderID>
            <WayBillID><![CDATA[123456789]]></WayBillID>
            <ResultCode>30002</ResultCode>
            <ResultMsg><![CDATA[a trace exists]]></ResultMsg>
            </xml>
            """
        #expect(String(decoding: reply.bytes(as: .json), as: UTF8.self) == json)
        #expect(String(decoding: reply.bytes(as: .xml), as: UTF8.self) == xml)
    }

    @Test("a refused cancel is answered with the number that it named", arguments: Refusal.Reason.allCases)
    func refusedCancel(_ code: Refusal.Reason) throws {
        var head = Reading.cancel.head
        head.waybillID = "731000000007"
        for format in [PushFormat.xml, .json] {
            let refused = Reply(to: head, Verdict.refused(code, "the waybill was cancelled before"))
            #expect(try parse(refused.bytes(as: format), format).text("WayBillID") == "731000000007")
            // What the decision says goes before it.
            let decided = Reply(to: head, Verdict.refused(code, "a trace exists", waybillID: Seed.number))
            #expect(try parse(decided.bytes(as: format), format).text("WayBillID") == Seed.number)
        }
    }

    @Test(
        "a refusal has every field, the last ones empty, and its code as a number",
        arguments: zip(
            Refusal.Reason.allCases,
            [
                -1, 10001, 10002, 20001, 20002, 20003, 20004, 20005, 20006, 20008, 20009, 30001, 30002, 30003, 30004,
                40199,
            ]))
    func refusal(_ code: Refusal.Reason, _ number: Int) throws {
        let reply = Reply(to: Reading.seed.head, Verdict.refused(code, "Sender.Name is empty"))
        for format in [PushFormat.xml, .json] {
            let fields = try parse(reply.bytes(as: format), format)
            #expect(try fields.text("ResultCode") == String(number))
            #expect(try fields.text("ResultMsg") == "Sender.Name is empty")
            #expect(fields.bytes("WayBillID") == [])
            #expect(fields.bytes("WaybillData") == [])
        }
    }

    @Test("every text comes back as it is, in both formats", arguments: [PushFormat.xml, .json])
    func texts(_ format: PushFormat) throws {
        var random = SplitMix64(seed: 11)
        for index in 0..<2_000 {
            func text() -> String {
                let fixed = ReplyText.nasty
                return index < fixed.count ? fixed[index] : ReplyText.random(isXML: format == .xml, using: &random)
            }
            var head = Reading.seed.head
            (head.toUserName, head.fromUserName, head.token) = (text(), text(), text())
            (head.orderID, head.bizID) = (text(), text())
            head.createTime = .random(in: .min ... .max, using: &random)
            let refusal = Refusal(.other, text())
            let result = Verdict(refusal: refusal, waybillID: text(), waybillData: text())
            let fields = try parse(Reply(to: head, result).bytes(as: format), format)
            let values: [(StaticString, String)] = [
                ("ToUserName", head.fromUserName), ("FromUserName", head.toUserName), ("MsgType", "event"),
                ("Event", "add_waybill"), ("Token", head.token), ("OrderID", head.orderID), ("BizID", head.bizID),
                ("CreateTime", String(head.createTime)), ("WayBillID", result.waybillID), ("ResultCode", "-1"),
                ("ResultMsg", refusal.message), ("WaybillData", result.waybillData),
            ]
            for (name, value) in values where fields.bytes(name).map({ Array($0) }) != Array(value.utf8) {
                Issue.record("\(name) \(value.debugDescription) came back as \(try fields.text(name).debugDescription)")
            }
        }
    }

    @Test("what XML cannot hold is replaced, so that the answer stays readable")
    func controls() throws {
        var head = Reading.seed.head
        (head.token, head.orderID) = ("a\u{1}b\rc", "a\u{1}b\rc")
        let fields = try parse(Reply(to: head, Self.success).bytes(as: .xml), .xml)
        #expect(try fields.text("Token") == "a\u{fffd}b\rc")
        #expect(try fields.text("OrderID") == "a\u{fffd}b\rc")
    }

    private func parse(_ bytes: [UInt8], _ format: PushFormat) throws -> Fields {
        var parser = PushParser()
        return try Fields(parser.parse(bytes, as: format))
    }
}

enum ReplyText {
    /// Legal in both formats.
    static let nasty = [
        "", " ", "  a  ", "]]>", "]]]>", "]]>]]>", "]]", "]", ">", "]]]]>>", "<![CDATA[", "<![CDATA[a]]>", "<a/>", "&",
        "&amp;",
        "&#x0;", "<", ">", "\"", "'", "\\", "\\n", "a\tb\nc", "{}", "\u{5e7f}\u{1f600}", "\u{85}\u{2028}\u{feff}",
        "-->", "?>",
        String(repeating: "]", count: 1_000) + ">",
    ]

    static func random(isXML: Bool, using random: inout SplitMix64) -> String {
        let markup = Array("]]>><<&![CDATA[;#\"'\\/ \n\t".unicodeScalars)
        var text = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            if Int.random(in: 0..<3, using: &random) > 0, let scalar = markup.randomElement(using: &random) {
                text.unicodeScalars.append(scalar)
            } else {
                let lowest: UInt32 = isXML ? 0x20 : 1
                let scalar = Unicode.Scalar(UInt32.random(in: lowest...0x1_ffff, using: &random)) ?? "x"
                let isLegal = !isXML || (scalar.value & 0xfffe) != 0xfffe
                text.unicodeScalars.append(isLegal ? scalar : "y")
            }
        }
        return text
    }
}

/// A small generator with a seed, so that a failure comes again.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
