internal import Foundation
internal import Log
internal import OddPushes
internal import Records
internal import Testing

/// Every push is answered as what it is: what is odd and means nothing is served, and what cannot be served is refused
/// in the event's own reply, with one dead letter under its OrderID.
@Suite struct OddPushTests {
    /// Some of these requests were signed in 2024.
    private static let anyTime = ["--timestamp-window", "off"]

    @Test func `every odd push has its own reply, and each refusal one dead letter under its order`() throws {
        let service = try Service.ready(on: try TemporaryFolder(), Self.anyTime)
        let wire = try service.wire()
        let target = "/push/zto?\(try OddPush.query())"
        var refused: [String] = []
        var repairs: [String: Double] = [:]
        for push in OddPush.all {
            let answer = try #require(wire.push(try push.body(), to: target), "\(push)")
            #expect(answer.status == 200 && answer.field("OrderID") == push.order, "\(push): \(answer.body)")
            #expect(answer.field("ToUserName") == "oABCD" && answer.field("CreateTime") == "1764300000", "\(push)")
            switch push.outcome {
            case .served(let kinds):
                #expect(answer.issued != nil, "\(push): \(answer.body)")
                for kind in kinds { repairs[kind, default: 0] += 1 }
            case .refused(let code, let part):
                #expect(
                    answer.code == code && answer.field("ResultMsg")?.contains(part) == true, "\(push): \(answer.body)")
                refused.append(push.order)
                if push.file.hasPrefix("10a") { repairs["encoding", default: 0] += 1 }
            }
        }
        let metrics = try service.operations().metrics()
        for (kind, count) in repairs { #expect(metrics["waybill_pushes_repaired_total{kind=\"\(kind)\"}"] == count) }
        #expect(Set(repairs.keys) == ["control", "reference", "surrogate", "encoding"])
        service.stop()
        service.transcript.awaitEnd()
        #expect(service.transcript.text.contains("event=push.repaired cause=control app=zto"))
        #expect(service.transcript.text.contains("event=push.refused cause=unreadable app=zto"))
        try expectDeadLetters(of: refused, in: service.folder)
    }

    /// What breaks an event in front of which its head can be read, in both formats.
    private static let breaks:
        [(name: String, format: Event.Format, part: String, body: @Sendable ([UInt8]) -> [UInt8])] = [
            ("cut", .xml, "the body is not the XML of an event", { Array($0.dropLast(200)) }),
            ("cut", .json, "the body is not the JSON of an event", { Array($0.dropLast(200)) }),
            ("entity", .xml, "only the entities", { replaced($0, "<![CDATA[Fragile]]>", "&nbsp;") }),
            ("markup", .xml, "not well-formed", { replaced($0, "<![CDATA[Fragile]]>", "a & b") }),
            ("escape", .json, "a string has a bad escape", { replaced($0, "Fragile", "C:\\dir") }),
            ("quote", .json, "brackets, commas or colons are wrong", { replaced($0, "Fragile", "a \"b\"") }),
            ("number", .json, "a number is malformed", { replaced($0, "1.2", "1.2kg") }),
            (
                "encoding", .xml, "encoding GBK is not accepted",
                { Array("<?xml version=\"1.0\" encoding=\"GBK\"?>".utf8) + $0 }
            ),
            (
                "depth", .xml, "nested deeper",
                { replaced($0, "<![CDATA[Fragile]]>", String(repeating: "<a>", count: 99)) }
            ),
            ("twice", .xml, "content after the root", { $0 + $0 }),
            ("backslash", .json, "the body is not the JSON of an event", { replaced($0, "Jim", [0xd5, 0x5c]) }),
        ]

    @Test func `a broken event is answered from the head in front of the break, and its order lives on`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        var orders: [String] = []
        for (name, format, part, change) in Self.breaks {
            let order = "\(name)-\(format)"
            orders.append(order)
            let whole = Event.add(order).bytes(format)
            let answer = try #require(wire.push(change(whole)), "\(order)")
            #expect(answer.status == 200 && answer.code == -1, "\(order): \(answer.body)")
            #expect(answer.field("OrderID") == order && answer.field("BizID") == "xyz", "\(order)")
            #expect(answer.field("ResultMsg")?.contains(part) == true, "\(order): \(answer.body)")
            #expect(answer.field("WaybillData") == "")
            // The merchant's next push is a first one, and what is broken later changes nothing of it.
            let waybill = try #require(wire.push(whole)?.issued, "\(order)")
            #expect(wire.push(change(whole))?.code == -1)
            #expect(wire.push(whole)?.issued == waybill)
            orders.append(order)
        }
        service.stop()
        try expectDeadLetters(of: orders, in: service.folder)
    }

    @Test func `an id with a replaced character is refused, and filed under no other id`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        for path in ["OrderID", "BizID"] {
            var event = Event.add("id")
            event[path] = .text("i\u{1}d")
            for format in Event.Format.allCases {
                let answer = try #require(wire.push(event, format))
                #expect(answer.status == 200 && answer.code == -1, "\(answer.body)")
                #expect(answer.field("ResultMsg")?.hasPrefix("\(path) has a character that cannot be read") == true)
            }
        }
        service.stop()
        let journal = try Journal(of: service.folder)
        #expect(journal.deadLetters.count == 4 && journal.waybills.isEmpty)
        #expect(journal.deadLetters.allSatisfy { $0.keyText == $0.commandID })
    }

    @Test func `a document that was printed anew is a repeat of the compact one`() throws {
        let service = try Service.ready(on: try TemporaryFolder())
        let wire = try service.wire()
        let anew = try OddPush.bytes(of: "04a-pretty-printed.xml")
        let blank = replaced(try OddPush.bytes(of: "04b-blank-behind-event.xml"), "t2-04b", "t2-04a")
        let waybill = try #require(wire.push(anew)?.issued)
        for body in [blank, replaced(blank, "]]> </Event>", "]]></Event>"), anew] {
            #expect(wire.push(body)?.issued == waybill)
        }
        service.stop()
        let log = try Engine.open(service.folder)
        defer { log.close() }
        // Other content would have replaced the order's.
        #expect(try Journal.records(of: .waybills, log).count { $0.keyText == "ZTO/xyz/t2-04a" } == 1)
    }

    @Test func `clear fields of compatible mode are one order, and nothing of Encrypt is kept`() throws {
        let service = try Service.ready(on: try TemporaryFolder(), Self.anyTime)
        let body = try OddPush.bytes(of: "07-compatible-mode.xml")
        let target = "/push/zto?\(try OddPush.query("07-query.txt"))"
        #expect(try service.wire().push(body, to: target)?.issued != nil)
        #expect(service.stop() == 0)
        let text = String(decoding: body, as: UTF8.self)
        let sealed = try #require(text.firstMatch(of: /<Encrypt><!\[CDATA\[([^\]]+)/)?.1)
        let log = try Engine.open(service.folder)
        defer { log.close() }
        var recordCount = 0
        for topic in Topic.allCases {
            for record in try Journal.records(of: topic, log) {
                recordCount += 1
                let content = Data((record.key ?? []) + (record.value ?? []) + record.headers.bytes)
                for part in ["Encrypt", String(sealed.prefix(24)), String(sealed.suffix(24))] {
                    #expect(content.range(of: Data(part.utf8)) == nil, "\(part) in \(topic.name)")
                }
            }
        }
        #expect(recordCount >= 4, "a command, an order, a token and a reply")
        #expect(try Journal.records(of: .deadLetters, log).isEmpty)
    }

    @Test(
        arguments: [
            ("08a-handshake-http10.txt", "4048020783165324733"),
            ("08c-handshake-trailing-slash.txt", "4048020783165324733"),
            ("08b-push-http10.txt", "<ResultCode>0</ResultCode>"),
        ])
    func `requests of old clients and with a slash at the end are answered`(file: String, part: String) throws {
        let service = try Service.ready(on: try TemporaryFolder(), Self.anyTime)
        let wire = try service.wire()
        wire.send(try OddPush.bytes(of: file))
        let answer = wire.answer()
        #expect(answer?.status == 200)
        #expect(
            answer?.body == part || answer?.body.contains(part) == true && file.hasPrefix("08b"),
            "\(answer?.body ?? "")")
    }

    /// Exactly one for each, in the partition of the order's commands, without anything of the payload in clear.
    private func expectDeadLetters(of orders: [String], in folder: TemporaryFolder) throws {
        let journal = try Journal(of: folder)
        #expect(journal.deadLetters.map(\.keyText).sorted() == orders.sorted())
        for letter in journal.deadLetters {
            let partition = Partitioner.partition(of: letter.key ?? [], among: Int32(journal.ends.count))
            #expect(letter.partition == partition, "\(letter.keyText)")
            let object = try Journal.object(letter)
            #expect(object["OrderID"] as? String == letter.keyText && object["BizID"] as? String == "xyz")
        }
    }
}

private func replaced(_ body: [UInt8], _ old: String, _ new: String) -> [UInt8] { replaced(body, old, Array(new.utf8)) }

private func replaced(_ body: [UInt8], _ old: String, _ new: [UInt8]) -> [UInt8] {
    guard let range = body.firstRange(of: Array(old.utf8)) else { return body }
    return Array(body[..<range.lowerBound]) + new + Array(body[range.upperBound...])
}
