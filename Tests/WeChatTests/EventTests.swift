import Documents
import SeedEvents
import Testing
import Waybill

@testable import WeChat

@Suite("add_waybill as it is pushed")
struct EventTests {
    @Test("the seed's XML and JSON say the same", arguments: [SeedEvent.xml, SeedEvent.json, EventText.add.json])
    func seed(_ body: String) throws {
        #expect(try Reading(body) == .seed)
    }

    @Test(
        "the name of the event is case-insensitive, and blanks around it do not count",
        arguments: [
            "ADD_WAYBILL", "Add_WayBill", "add_waybill", "add_waybill ", " add_waybill", "\\n\\tAdd_Waybill\\r\\n",
        ])
    func name(_ name: String) throws {
        #expect(try Reading(EventText.add.with("Event", "\"\(name)\"").json) == .seed)
    }

    @Test(
        "other events, and what only looks like one of ours, are not answered with fields",
        arguments: [
            "", "add_ waybill", "add-waybill", "check_biz", "addwaybill", "add_waybill2", "subscribe",
        ])
    func others(_ name: String) throws {
        var parser = PushParser()
        let body = Array(EventText.add.with("Event", "\"\(name)\"").json.utf8)
        #expect(try !EventHead(Fields(parser.parse(body, as: .json))).hasReply)
    }

    @Test(
        "an object may be the only entry of a list", arguments: ["Sender", "Receiver", "Cargo", "Insured", "Service"])
    func wrapped(_ name: String) throws {
        let body = EventText.add.with(name, "[" + EventText.add.object(name) + "]").json
        #expect(try Reading(body) == .seed)
    }

    @Test("an object that comes twice is a fault")
    func twice() {
        let sender = EventText.add.object("Sender")
        #expect(throws: FieldFault("Sender has more than one entry; one is expected")) {
            try Reading(EventText.add.with("Sender", "[\(sender),\(sender)]").json)
        }
        #expect(throws: FieldFault("Cargo has more than one entry; one is expected")) {
            try Reading(EventText.add.with("Cargo", "[{},{}]").json)
        }
        for name in [
            "FromUserName", "OrderID", "BizID", "WayBillID", "ShopAppID", "BizPwd", "Token", "CreateTime", "Remark",
        ] {
            #expect(throws: FieldFault("\(name) stands more than once")) {
                try Reading(SeedEvent.xml.replacing("</\(name)>", with: "</\(name)><\(name)>1</\(name)>"))
            }
        }
        for (parent, name) in [("Cargo", "Weight"), ("Service", "ServiceType"), ("Insured", "InsuredValue")] {
            #expect(throws: FieldFault("\(parent).\(name) stands more than once")) {
                try Reading(SeedEvent.xml.replacing("</\(name)>", with: "</\(name)><\(name)>1</\(name)>"))
            }
        }
        #expect(throws: FieldFault("Cargo stands more than once")) {
            try Reading(SeedEvent.xml.replacing("</Cargo>", with: "</Cargo><Cargo><Count>1</Count></Cargo>"))
        }
    }

    @Test(
        "a number may be an integer, a fraction or text",
        arguments: [
            ("CreateTime", #""1533042556""#), ("CreateTime", "1533042556.0"), ("CreateTime", "1.533042556e9"),
            ("Cargo.Weight", #""1.2""#), ("Cargo.Weight", "1.20"), ("Cargo.Weight", #"" 1.2 ""#),
            ("Cargo.Space_X", #""20.5""#), ("Cargo.Space_Y", "15.0"), ("Cargo.Space_Y", #""15.0""#),
            ("Cargo.Space_Z", #""10""#), ("Cargo.Count", #""2""#), ("Cargo.Count", "2.0"),
            ("Insured.UseInsured", #"" 1""#), ("Insured.InsuredValue", #""10000.00""#), ("Insured.InsuredValue", "1e4"),
            ("Service.ServiceType", #""0""#), ("Service.ServiceType", "-0"), ("WayBillID", "123456789"),
        ])
    func numbers(_ path: String, _ raw: String) throws {
        #expect(try Reading(EventText.add.with(path, raw).json) == .seed)
    }

    @Test(
        "a time that no clock can mean is refused, and repeated in the answer as it came",
        arguments: [1_533_042_556_000, 253_402_300_800, .max, -1, .min])
    func time(_ time: Int64) throws {
        let body = SeedEvent.xml.replacing("1533042556", with: "\(time)")
        #expect(throws: FieldFault("CreateTime is not in seconds since 1970")) { try Reading(body) }
        var parser = PushParser()
        #expect(try EventHead(Fields(parser.parse(Array(body.utf8), as: .xml))).createTime == time)
    }

    @Test(
        "blanks around an id do not count",
        arguments: ["ToUserName", "FromUserName", "OrderID", "BizID", "ShopAppID", "WayBillID"])
    func blanks(_ name: String) throws {
        let raw = try #require(EventText.add.fields.first { $0.path == name }?.raw.dropFirst().dropLast())
        #expect(try Reading(EventText.add.with(name, "\" \\t\(raw)\\r\\n\"").json) == .seed)
        #expect(try Reading(SeedEvent.xml.replacing("[\(raw)]]></\(name)>", with: "[ \(raw)\n]]> </\(name)>")) == .seed)
    }

    @Test("numbers in indented XML")
    func indented() throws {
        let body = SeedEvent.xml.replacing("<Weight>1.2</Weight>", with: "<Weight>\n\t1.2\n</Weight>")
            .replacing("<CreateTime>1533042556", with: "<CreateTime> 1533042556\r\n")
        #expect(try Reading(body) == .seed)
    }

    @Test(
        "fields that nobody knows are ignored",
        arguments: ["1", #""x""#, "null", "true", "[[{}]]", #"{"a":{"b":[1]}}"#])
    func unknown(_ raw: String) throws {
        let text = EventText.add.with("New", raw).with("Sender.New", raw).with("Cargo.New", raw)
        #expect(try Reading(text.json) == .seed)
        let xml = SeedEvent.xml.replacing("<Sender>", with: "<New><A>1</A></New><Sender><New/>")
        #expect(try Reading(xml) == .seed)
    }

    @Test("null is absent, for every field")
    func null() throws {
        for (path, _) in EventText.add.fields where !["OrderID", "CreateTime", "Event"].contains(path) {
            let absent = try Reading(EventText.add.with(path, nil).json)
            #expect(try Reading(EventText.add.with(path, "null").json) == absent)
            #expect(absent != .seed || path == "MsgType", "\(path) is not read")
        }
        for path in ["Sender", "Receiver", "Cargo", "Insured", "Service"] {
            let absent = try Reading(EventText.add.with(path, nil).json)
            for raw in ["null", "[]", "{}", #""""#] {
                #expect(try Reading(EventText.add.with(path, raw).json) == absent)
            }
        }
    }

    @Test(
        "DetailList in all its forms",
        arguments: [
            ("null", []), ("[]", []), (#""""#, []), (#"[{"Name":"a","Count":1}]"#, ["a"]),
            (#"{"Name":"a","Count":1}"#, ["a"]),
            (#"[{"Name":"a","Count":"1"},{"Count":1.0,"Name":"b"}]"#, ["a", "b"]),
        ])
    func details(_ raw: String, _ names: [String]) throws {
        let details = names.map { Cargo.Detail(name: UTF8Slice($0), count: .whole(1)) }
        #expect(try Reading(EventText.add.with("Cargo.DetailList", raw).json).content?.cargo.details == details)
        let elements = names.map { "<DetailList><Name>\($0)</Name><Count>1</Count></DetailList>" }.joined()
        let body = "<xml><Event>add_waybill</Event><CreateTime>1</CreateTime><OrderID>1</OrderID>"
        #expect(try Reading("\(body)<Cargo>\(elements)</Cargo></xml>").content?.cargo.details == details)
    }

    @Test("more details than a parcel may hold are decoded, so that the check can refuse them by its rule")
    func manyDetails() throws {
        for count in [100, 101, 102, 500] {
            let list = Array(repeating: #"{"Name":"a","Count":1}"#, count: count).joined(separator: ",")
            let reading = try Reading(EventText.add.with("Cargo.DetailList", "[\(list)]").json)
            #expect(reading.content?.cargo.details.count == count)
        }
        let list = Array(repeating: "{}", count: 501).joined(separator: ",")
        #expect(throws: FieldFault("Cargo.DetailList has more than 500 entries")) {
            try Reading(EventText.add.with("Cargo.DetailList", "[\(list)]").json)
        }
    }

    @Test("a token may be as long as WeChat says, and no longer than we can keep")
    func token() throws {
        let token = String(repeating: "\u{5e7f}", count: 170) + "ab"
        #expect(try Reading(EventText.add.with("Token", "\"\(token)\"").json).token == token)
        #expect(throws: FieldFault("Token is longer than 512 bytes")) {
            try Reading(EventText.add.with("Token", "\"\(token)c\"").json)
        }
    }

    @Test("CDATA may hold markup, and be split around ]]>")
    func markup() throws {
        let remark = "<b>&amp;</b> ]]> ]] >"
        let body = SeedEvent.xml.replacing(
            "<![CDATA[Fragile]]>", with: "<![CDATA[<b>&amp;</b> ]]]]><![CDATA[> ]] >]]>")
        #expect(try Reading(body).content?.remark.string == remark)
        #expect(
            try Reading(SeedEvent.xml.replacing("1234ABC", with: "&lt;&amp;&#x5e7f;")).token == "<&\u{5e7f}234523451")
    }
}

@Suite("cancel_waybill as it is pushed")
struct CancelEventTests {
    @Test("XML and JSON say the same", arguments: [EventText.cancel.json, cancelXML])
    func seed(_ body: String) throws {
        #expect(try Reading(body) == .cancel)
    }

    @Test("what only an add has is not looked at", arguments: ["Sender", "Cargo", "Service", "Remark", "Insured"])
    func foreign(_ name: String) throws {
        for raw in ["5", "[1,2]", "{}"] { #expect(try Reading(EventText.cancel.with(name, raw).json) == .cancel) }
    }

    private static let cancelXML = """
        <xml>
        <ToUserName><![CDATA[gh_abcdefg]]></ToUserName>
        <FromUserName><![CDATA[oABCD]]></FromUserName>
        <CreateTime>1533042556</CreateTime>
        <MsgType><![CDATA[event]]></MsgType>
        <Event><![CDATA[Cancel_Waybill]]></Event>
        <BizID><![CDATA[xyz]]></BizID>
        <BizPwd><![CDATA[xyz123]]></BizPwd>
        <ShopAppID><![CDATA[wxABCD]]></ShopAppID>
        <OrderID><![CDATA[012345678901234567890123456789]]></OrderID>
        <WayBillID><![CDATA[123456789]]></WayBillID>
        </xml>
        """
}

extension String {
    /// The first occurrence replaced.
    func replacing(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
