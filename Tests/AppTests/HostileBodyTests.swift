internal import Foundation
internal import Synchronization
internal import Testing

/// Bad bodies on the wire: each gets its own clear answer, memory stays bounded, and the service goes on.
@Suite struct HostileBodyTests {
    private static let json =
        (try? String(contentsOfFile: "\(Program.house)/examples/add_waybill.json", encoding: .utf8)) ?? ""
    private static let xml =
        (try? String(contentsOfFile: "\(Program.house)/examples/add_waybill.xml", encoding: .utf8)) ?? ""

    @Test func `the seed's events, cut at every byte, are answered from their head, or 400 in front of its end`() throws
    {
        let service = try Service.ready(on: try TemporaryFolder())
        let port = try service.port()
        let bodies = [Self.xml, Self.json].flatMap { text in
            let bytes = Array(text.utf8)
            return bytes.indices.map { Array(bytes[..<$0]) }
        }
        try #require(bodies.count > 2000)
        let faults = Mutex<[String]>([])
        onThreads(16) { number in
            let wire = Wire(port)
            for index in stride(from: number, to: bodies.count, by: 16) {
                let answer = wire?.push(bodies[index])
                guard !Self.isRight(answer, forCut: bodies[index]) else { continue }
                faults.withLock {
                    $0.append("\(bodies[index].count) bytes: \(answer?.status ?? 0) \(answer?.body ?? "")")
                }
            }
        }
        #expect(faults.withLock { $0 }.isEmpty, "\(faults.withLock { $0.prefix(3) })")
        try expectToGoOn(service)
    }

    /// The head ends with BizID, and a comma behind it in JSON.
    private static func isRight(_ answer: Wire.Answer?, forCut body: [UInt8]) -> Bool {
        let text = String(decoding: body, as: UTF8.self)
        guard text.contains("</BizID>") || text.contains("\"BizID\": \"xyz\",") else {
            let part = body.isEmpty ? "the body is empty" : "the body is not the "
            return answer?.status == 400 && answer?.body.hasPrefix(part) == true
        }
        return answer?.status == 200 && answer?.code == -1
            && answer?.field("OrderID") == "012345678901234567890123456789"
            && answer?.field("ResultMsg")?.hasPrefix("the body is not the ") == true
    }

    @Test func `a wrong type in any field is a result that names the field, or harmless`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        let values = [
            "null", "true", "-1", "0.5", "1e999", "99999999999999999999", "\"\"", "\"x\"", "[]", "{}", "[[]]", "[1, 2]",
            "[{}, {}]", "{\"a\": {\"b\": 1}}",
        ]
        let seed = Event.add("types")
        for path in seed.paths {
            for (index, value) in values.enumerated() {
                var event = Event.add("types-\(path)-\(index)")
                event[path] = .raw(value)
                let answer = try #require(wire.push(event), "\(path) = \(value)")
                try #require([200, 400].contains(answer.status), "\(path) = \(value): \(answer.status)")
                if answer.status == 200, answer.body != "success" {
                    let code = try #require(answer.code, "\(path) = \(value): \(answer.body)")
                    #expect(Self.codes.contains(code), "\(path) = \(value)")
                }
                if value.hasPrefix("{\"a\""), !Self.lenient.contains(path) {
                    let fault = answer.field("ResultMsg") ?? answer.body
                    #expect(fault.contains(path), "\(path) = \(value): \(fault)")
                }
            }
        }
        try expectToGoOn(service)
    }

    @Test(arguments: bodies) func `what is no event is answered 400, a broken event by its own reply`(body: Body) throws
    {
        let service = try Self.shared.get()
        let answer = try service.wire().push(body.bytes)
        if let code = body.code {
            #expect(answer?.status == 200 && answer?.code == code, "\(answer?.body ?? "no answer")")
            #expect(answer?.field("ResultMsg")?.hasSuffix(body.fault) == true, "\(answer?.body ?? "no answer")")
        } else {
            #expect(answer?.status == 400)
            #expect(answer?.body.hasSuffix(body.fault + "\n") == true, "\(answer?.body ?? "no answer")")
        }
        #expect(answer?.body.contains("root:") == false)
        try expectToGoOn(service)
    }

    struct Body: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let fault: String
        /// Of an event whose head can be read; nil for what is none.
        let code: Int?

        init(_ name: String, _ text: String, _ fault: String, code: Int? = nil) {
            self.init(name, Array(text.utf8), fault, code: code)
        }

        init(_ name: String, _ bytes: [UInt8], _ fault: String, code: Int? = nil) {
            testDescription = name
            self.bytes = bytes
            self.fault = fault
            self.code = code
        }
    }

    /// One service for the table below; the tests before it have their own.
    private static let shared = Result { try Service.ready(on: try TemporaryFolder()) }

    /// Fields whose content is not looked at, and objects all of whose own fields may be absent.
    private static let lenient: Set = ["MsgType", "FromUserName", "Insured", "Cargo.DetailList"]
    private static let codes: Set = [0, -1, 10001, 10002, 20001, 20002, 20003, 20004, 20005, 20006, 20008, 20009]
    private static let depth = "nested deeper than 16 levels; nest less"
    private static let lost = "Sender.Name has lost most of its characters (U+FFFD); send it in UTF-8"
    private static let doctype = "a DOCTYPE is not accepted; remove it"
    private static let string = "a string has a bad escape, a control character, or no end; correct it"

    static let bodies = [
        Body("empty", "", "the body is empty; an event in XML or JSON is expected"),
        Body("blanks", " \r\n\t", "the body is empty; an event in XML or JSON is expected"),
        Body("plain text", "hello", "the body is neither XML nor JSON"),
        Body("an empty object", "{}", "Event is empty"),
        Body("a list", "[]", "the event has no fields"),
        Body(
            "100 objects deep", String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100),
            depth),
        Body("100 lists in a field", nested("\"Fragile\"", "[", "]"), depth, code: -1),
        Body("100 elements deep", String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100), depth),
        Body("100 elements in a field", nested("<![CDATA[Fragile]]>", "<a>", "</a>"), depth, code: -1),
        Body("100,000 elements deep", String(repeating: "<a>", count: 60_000), depth),
        Body("billion laughs", laughs, doctype),
        Body("external entity", entity("file:///etc/passwd"), doctype),
        Body("external entity by http", entity("http://127.0.0.1:9/"), doctype),
        Body("external DTD", "<!DOCTYPE xml SYSTEM \"file:///etc/passwd\">" + xml, doctype),
        Body(
            "unknown entity", xml.replacing("<![CDATA[Fragile]]>", with: "&passwd;"),
            "only the entities amp, lt, gt, apos, quot are accepted; write the character itself", code: -1),
        Body("UTF-16 with a mark", [0xFF, 0xFE] + utf16(xml), "the body is neither XML nor JSON"),
        Body("UTF-16 XML", utf16(xml), "encoding UTF-16 is not accepted; send UTF-8"),
        Body("UTF-16 JSON", [0xFE, 0xFF] + utf16(json), "the body is neither XML nor JSON"),
        Body(
            "GBK, said so", gbk("<?xml version=\"1.0\" encoding=\"GBK\"?>" + xml),
            "encoding GBK is not accepted; send UTF-8", code: -1),
        Body("GBK, not said", gbk(xml), lost, code: 20002),
        Body("GBK in JSON", gbk(json), lost, code: 20002),
        Body("NUL in XML", xml.replacing("Jim", with: "J\0m"), "success", code: 0),
        Body("NUL in JSON", json.replacing("Jim", with: "J\0m"), "success", code: 0),
        Body("escaped NUL", json.replacing("Jim", with: "J\\u0000m"), "success", code: 0),
        Body("lone high surrogate", json.replacing("Jim", with: "J\\ud800m"), "success", code: 0),
        Body("lone low surrogate", json.replacing("Jim", with: "J\\udc00m"), "success", code: 0),
        Body("bad escape", json.replacing("Jim", with: "J\\xm"), string, code: -1),
        Body("surrogate by number", xml.replacing("<![CDATA[Jim]]>", with: "&#xD800;"), lost, code: 20002),
        Body("surrogate in bytes", json.bytes(for: "Jim", [0xED, 0xA0, 0x80]), lost, code: 20002),
        Body(
            "too many values", "{\"a\": [" + String(repeating: "1,", count: 3000) + "1]}",
            "more than 2000 values; send fewer"),
        Body(
            "too many elements", "<xml>" + String(repeating: "<a/>", count: 3000) + "</xml>",
            "there are more than 2000 elements; send fewer"),
        Body(
            "a key twice", "{\"Event\": \"add_waybill\", \"Event\": \"add_waybill\"}",
            "an object has the same key twice; send it once"),
        Body(
            "two documents", json + json,
            "brackets, commas or colons are wrong, or the document ends too early; correct it", code: -1),
        Body("two roots", xml + xml, "there is content after the root element; send one document", code: -1),
    ]

    private static func nested(_ old: String, _ open: String, _ close: String) -> String {
        let text = old.hasPrefix("<") ? xml : json
        return text.replacing(old, with: String(repeating: open, count: 100) + String(repeating: close, count: 100))
    }

    private static let laughs: String = {
        let entities = (1...9).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }
        return
            "<!DOCTYPE xml [<!ENTITY l0 \"lol\">\(entities.joined())]><xml><Event>&l9;</Event></xml>"
    }()

    private static func entity(_ place: String) -> String {
        "<!DOCTYPE xml [<!ENTITY e SYSTEM \"\(place)\">]><xml><Event>&e;</Event></xml>"
    }

    private static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }

    /// With a name of two Chinese characters, as GBK has them.
    private static func gbk(_ text: String) -> [UInt8] { text.bytes(for: "Jim", [0xCD, 0xF5, 0xC3, 0xF7]) }

    private func expectToGoOn(_ service: Service) throws {
        #expect(try service.wire().push(.add("good"))?.issued != nil)
        let memory = try service.residentByteCount()
        #expect(memory < 100 << 20, "\(memory >> 20) MiB")
    }
}

extension String {
    /// The text's bytes with those of one part replaced.
    fileprivate func bytes(for part: String, _ bytes: [UInt8]) -> [UInt8] {
        guard let range = firstRange(of: part) else { return [] }
        return Array(self[..<range.lowerBound].utf8) + bytes + Array(self[range.upperBound...].utf8)
    }
}
