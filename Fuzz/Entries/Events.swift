internal import Crypto
internal import Documents
internal import JSON
internal import Log
internal import Records
internal import Waybill
internal import WeChat
internal import XML

/// A pushed body through everything that the ingress and the processor do with it before a decision.
enum Events {
    static func fuzzXML(_ body: [UInt8]) { fuzz(body, as: .xml) }
    static func fuzzJSON(_ body: [UInt8]) { fuzz(body, as: .json) }

    /// libFuzzer calls from one thread, so the parsers have one owner at a time.
    private final class Parsers: @unchecked Sendable {
        var push = PushParser()
        var json = JSONParser()
    }

    private static let parsers = Parsers()
    private static let secrets: Secrets = insist("a key of the right size makes a keyring") { () throws(CryptoError) in
        let key = try SealingKey(id: "fuzz", bytes: [UInt8](repeating: 7, count: CryptoLimits.keyByteCount))
        return Secrets(
            keyring: try Keyring(current: key),
            digestKey: HMACSHA256(key: [UInt8](repeating: 9, count: CryptoLimits.keyByteCount)))
    }

    private static func fuzz(_ body: [UInt8], as format: PushFormat) {
        _ = PushFormat(body)
        checkRepair(of: body, as: format)
        let reading = read(body, as: format)
        insist(
            reading == EventReading(body, as: format),
            "a parser that was used before reads the same as a new one")
        guard let reading else { return }
        insist(reading.head.hasReply || reading.event == nil, "only answered events are read whole")
        if reading.head.hasReply { checkReply(to: reading.head, as: format) }
        guard let event = reading.event else { return }
        checkRecord(of: event)
        let json = EventText.json(event)
        insist(read(json, as: .json)?.event == event, "an event written as JSON is read as it was")
        if EventText.isLegalXML(json) {
            insist(read(EventText.xml(event), as: .xml)?.event == event, "an event in XML and JSON is the same")
        }
    }

    /// What can be parsed is left alone; what was put right has nothing left to put right, and is read or refused.
    private static func checkRepair(of body: [UInt8], as format: PushFormat) {
        let isReadable = (try? parsers.push.parse(body, as: format)) != nil
        let text = try? parsers.push.read(body, as: format)
        if isReadable {
            insist(text?.repairs == [] && text?.breakage == nil, "a body that can be parsed is not repaired")
        }
        let repaired = repair(body, format)
        if isReadable { insist(repaired.kinds.isEmpty && repaired.bytes == body, "its repair is the body itself") }
        insist(repair(repaired.bytes, format).kinds.isEmpty, "what was repaired needs no repair")
        if let text, let fields = try? Fields(text.document) {
            let head = EventHead(fields, isRepaired: !text.repairs.isEmpty)
            if head.isWhole { checkReply(to: head, as: format) }
        }
    }

    private static func repair(_ body: [UInt8], _ format: PushFormat) -> RepairedText {
        format == .xml ? XMLRepair.repaired(body) : JSONRepair.repaired(body)
    }

    private static func read(_ body: [UInt8], as format: PushFormat) -> EventReading? {
        EventReading(body, as: format, parser: &parsers.push)
    }

    /// What goes into waybill.commands comes out again, and its canonical form is the same the second time.
    private static func checkRecord(of event: ReadEvent) {
        let command = insist("a readable event makes a command") { () throws(CryptoError) in
            try event.pushed.command(carrier: "ZTO", secrets: secrets)
        }
        let address = ReplyAddress(instance: "fuzz", partition: 0, correlationID: "id")
        let record = command.record(partitionCount: 1, source: "/fuzz", time: 1, reply: address, deadline: 1)
        let stored = RecordInput.stored(record)
        let back = insist("a command that we wrote can be read") { () throws(RecordFault) in
            try CommandRecord(stored, parser: &parsers.json, partitionCount: 1)
        }
        insist(ReplyAddress(stored.headers) == address, "who waits for a command is read as it was written")
        RecordInput.checkCommand(back, written: command)
    }

    /// The answer can be read in the request's format and names the same order.
    private static func checkReply(to head: EventHead, as format: PushFormat) {
        let result = Verdict(
            refusal: Refusal(.other, "]]> & <success>"), waybillID: head.orderID, waybillData: "##key##]]]>##")
        let reply = Reply(to: head, result).bytes(as: format)
        let document = insist("a reply can be read") { () throws(FieldFault) in
            try parsers.push.parse(reply, as: format)
        }
        insist("a reply has fields") { () throws(FieldFault) in
            let fields = try Fields(document)
            let repeated: [(StaticString, String)] = [
                ("ToUserName", head.fromUserName), ("OrderID", head.orderID), ("BizID", head.bizID),
                ("ResultMsg", "]]> & <success>"),
            ]
            for (name, value) in repeated {
                insist(try Array(fields.text(name).utf8) == Array(value.utf8), "a reply repeats \(name)")
            }
        }
    }
}
