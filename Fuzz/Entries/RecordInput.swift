internal import JSON
internal import Log
internal import Records
internal import Waybill

/// Records of our topics, whoever wrote them. The first byte of the input says which: a letter of `kinds` and the
/// value, or `h`, two bytes of length, as many bytes of headers, a byte of length, the key, and the value.
enum RecordInput {
    /// A command's kind is in its header `ce_type`, that of a record of waybill.waybills in its key.
    private static let kinds: [UInt8: (type: String, key: String)] = [
        UInt8(ascii: "a"): ("add_waybill", "id"), UInt8(ascii: "c"): ("cancel_waybill", "id"),
        UInt8(ascii: "p"): ("record_path", "id"), UInt8(ascii: "u"): ("unreadable", "id"),
        UInt8(ascii: "o"): ("", "ZTO/xyz/1"), UInt8(ascii: "s"): ("", "ZTO/xyz/1#status"),
        UInt8(ascii: "n"): ("", "#serial/ZTO"), UInt8(ascii: "i"): ("", "#input"), UInt8(ascii: "r"): ("", "id"),
    ]
    private static let instance = "fuzz"
    private static let address = ReplyAddress(instance: instance, partition: 0, correlationID: "id")

    private final class Parser: @unchecked Sendable {
        /// libFuzzer calls from one thread.
        var json = JSONParser()
    }

    private static let parser = Parser()

    static func fuzz(_ input: [UInt8]) {
        guard let first = input.first else { return }
        if let kind = kinds[first] {
            var headers = Headers()
            headers.append(Header.type, kind.type)
            headers.append(Header.instance, instance)
            check(record(key: Array(kind.key.utf8), value: Array(input.dropFirst()), headers: headers))
        } else if first == UInt8(ascii: "h"), let record = whole(input.dropFirst()) {
            checkHeaders(record.headers)
            check(record)
        }
    }

    private static func whole(_ input: ArraySlice<UInt8>) -> Record? {
        guard input.count >= 3 else { return nil }
        var rest = input
        let headerCount = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
        guard let headers = Headers(bytes: Array(rest.prefix(headerCount))) else { return nil }
        rest = rest.dropFirst(headerCount)
        guard let keyCount = rest.popFirst() else { return record(key: nil, value: nil, headers: headers) }
        return record(
            key: Array(rest.prefix(Int(keyCount))), value: Array(rest.dropFirst(Int(keyCount))), headers: headers)
    }

    private static func record(key: [UInt8]?, value: [UInt8]?, headers: Headers) -> Record {
        Record(topic: .commands, partition: 0, offset: 3, timestamp: 5, key: key, value: value, headers: headers)
    }

    /// The only one of the records, as a reader sees it.
    static func stored(_ records: NewRecords) -> Record {
        let (entry, bytes) = (records.entries[0], records.bytes)
        return Record(
            topic: entry.topic, partition: entry.partition, offset: 3, timestamp: entry.timestamp,
            key: entry.hasKey ? Array(bytes[entry.key]) : nil, value: entry.hasValue ? Array(bytes[entry.value]) : nil,
            headers: Headers(encoded: Array(bytes[entry.headers])))
    }

    private static func check(_ record: Record) {
        checkDeadLetter(of: record)
        if let command = try? CommandRecord(record, parser: &parser.json, partitionCount: 1) {
            checkCommand(command, written: command)
        }
        checkRecords(record)
        if let reply = try? ReplyRecord(record, for: instance, parser: &parser.json) { checkReply(reply) }
        if let address = ReplyAddress(record.headers) {
            insist(record.headers.text(Header.id) == address.correlationID.string, "a reply goes to who asked")
        }
    }

    /// Reading, writing and reading a command changes nothing.
    static func checkCommand(_ read: CommandRecord, written: CommandRecord) {
        let record = read.record(partitionCount: 1, source: "/", time: 1, reply: address, deadline: 1)
        let again = insist("a command that we wrote can be read") { () throws(RecordFault) in
            try CommandRecord(stored(record), parser: &parser.json, partitionCount: 1)
        }
        insist(again == read, "a command is read as it was written")
        insist(read.body == written.body, "a command is the one that was asked for")
        if case .addWaybill(let add) = read.body {
            let canonical = CommandRecord.canonicalContent(of: add.content)
            insist(canonical == read.canonicalContent, "the canonical content is the same twice")
        }
    }

    private static func checkRecords(_ record: Record) {
        check(OrderRecord.self, record)
        check(StatusRecord.self, record)
        check(InputRecord.self, record)
        check(TokenRecord.self, record)
        check(TraceRecord.self, record)
        // A carrier's id has no slash; the key of a count is told by it.
        if let serial = try? SerialRecord(record, parser: &parser.json), !serial.count.carrier.contains("/") {
            check(SerialRecord.self, record)
        }
    }

    private static func check<Kind: TopicRecord>(_ kind: Kind.Type, _ found: Record) {
        guard let read = try? Kind(found, parser: &parser.json) else { return }
        let written = record(key: read.keyBytes, value: read.value, headers: Headers())
        let again = insist("a record that we wrote can be read") { () throws(RecordFault) in
            try Kind(written, parser: &parser.json)
        }
        insist(again == read, "a record is read as it was written")
    }

    private static func checkReply(_ reply: ReplyRecord) {
        var address = address
        address.correlationID = UTF8Slice(reply.correlationID)
        var outputs = NewRecords()
        ReplyRecord.append(reply.verdict, to: address, time: 1, to: &outputs)
        let again = insist("a reply that we wrote can be read") { () throws(RecordFault) in
            try ReplyRecord(stored(outputs), for: instance, parser: &parser.json)
        }
        insist(again == reply, "a reply is read as it was written")
    }

    private static func checkDeadLetter(of input: Record) {
        let result = Verdict.refused(.incompleteSender, "Sender.Name is empty")
        let letter = letter(of: input, result, time: 1)
        insist(letter.key == input.key && letter.value == input.value, "a dead letter is the input byte for byte")
        checkHeaders(letter.headers)
        let second = self.letter(of: letter, result, time: 2)
        insist(
            second.headers.text(DeadLetter.Name.failedAt) == letter.headers.text(DeadLetter.Name.failedAt),
            "a dead letter knows when it failed first")
    }

    /// Headers that were read can be written anew, to the same bytes where the names are UTF-8.
    private static func checkHeaders(_ headers: Headers) {
        insist(Headers(bytes: headers.bytes) == headers, "headers are whole after every writing")
        var copy = Headers()
        var isText = true
        for (name, value) in headers {
            isText = isText && !name.unicodeScalars.contains("\u{fffd}")
            if let value { copy.append(name, value) } else { copy.appendNull(name) }
        }
        insist(copy == headers || !isText, "headers are written as they were read")
    }

    private static func letter(of input: Record, _ verdict: Verdict, time: Int64) -> Record {
        var letters = NewRecords()
        DeadLetter.append(input, verdict: verdict, time: time, version: "1", to: &letters)
        return stored(letters)
    }
}

extension CommandRecord {
    /// As an ingress writes it.
    func record(partitionCount: Int32, source: String, time: Int64, reply: ReplyAddress, deadline: Int64) -> NewRecords
    {
        var records = NewRecords()
        append(
            to: &records, partitionCount: partitionCount, source: source, time: time, reply: reply, deadline: deadline)
        return records
    }
}
