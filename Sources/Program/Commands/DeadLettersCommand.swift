internal import Configuration
internal import Foundation
internal import Log
internal import Options
internal import Records
internal import SQLiteLog
internal import Time
internal import WeChat

/// `waybill dead-letters list|show`: every failure, where an operator can see it.
enum DeadLettersCommand {
    private static let limit = Option.integer("limit", in: 1...1_000_000, default: 100, "Show at most the newest N.")
    private static let code = Option<Int?>.integer("code", in: -1...99_999, "Only those with this ResultCode.")
    private static let key = Option<String?>.text("key", "Only those with this key: the OrderID.")
    private static let reveal = Option.flag("reveal", "Open a payload that nobody could read; it may hold secrets.")
    private static let place = Operand("PARTITION/OFFSET", "The first column of dead-letters list.")

    static let list = Command(
        "list", summary: "lists the failures, oldest first",
        details: "One line a dead letter: its place, time, ResultCode, command, key, attempt, and what is wrong.",
        options: [Setting.topics, Setting.data, limit, code, key],
        examples: [
            Example("waybill dead-letters list", "the newest hundred"),
            Example("waybill dead-letters list --code 20003", "senders that are not served"),
        ], exitCodes: Exit.table)

    static let show = Command(
        "show", summary: "prints one dead letter whole",
        details: "Its headers, and its value as it came in. Secrets in it are sealed or digested, as in every topic.",
        operands: [place], options: [Setting.topics, Setting.data, Setting.keys, reveal],
        examples: [
            Example("waybill dead-letters show 3/17", "offset 17 of partition 3"),
            Example("waybill dead-letters show 3/17 --reveal", "opens the sealed payload of an unreadable push"),
        ], exitCodes: Exit.table)

    static let group = Command(
        group: "dead-letters", summary: "the failures: list, show",
        details: "Every command that ended with a ResultCode other than 0, and every payload that nobody could read.",
        commands: [list, show])

    static func runList(_ values: Values) throws -> Int32 {
        let wantedCode = values[code].map(String.init)
        let wantedKey = values[key].map { Array($0.utf8) }
        var letters: [Record] = []
        try forEach(values) { record in
            if let wantedCode, record.headers.text(DeadLetter.Name.resultCode) != wantedCode { return }
            if let wantedKey, record.key != wantedKey { return }
            letters.append(record)
        }
        letters.sort { ($0.timestamp, $0.partition, $0.offset) < ($1.timestamp, $1.partition, $1.offset) }
        var table = TextTable(["PLACE", "TIME", "CODE", "COMMAND", "KEY", "ATTEMPT", "MESSAGE"])
        for record in letters.suffix(values[limit]) {
            table.append([
                "\(record.partition)/\(record.offset)", Timestamp.text(milliseconds: record.timestamp),
                record.headers.text(DeadLetter.Name.resultCode) ?? "", record.headers.text(Header.type) ?? "",
                printable(record.key ?? []), record.headers.text(DeadLetter.Name.attempt) ?? "",
                record.headers.text(DeadLetter.Name.resultMessage) ?? "",
            ])
        }
        print(table.text, terminator: "")
        if letters.count > values[limit] {
            print("\(letters.count - values[limit]) older ones are not shown (--limit)")
        }
        return Exit.success
    }

    static func runShow(_ values: Values) throws -> Int32 {
        let parts = (values.operands.first ?? "").split(separator: "/").map(String.init)
        guard parts.count == 2, let partition = Int32(parts[0]), let offset = Int64(parts[1]) else {
            throw UsageError(.commandLine, "a dead letter is named by PARTITION/OFFSET, as dead-letters list prints it")
        }
        var found: Record?
        try forEach(values) { if $0.partition == partition, $0.offset == offset { found = $0 } }
        guard let record = found else {
            FileHandle.standardError.write(Foundation.Data("there is no dead letter at \(parts[0])/\(parts[1])\n".utf8))
            return Exit.failure
        }
        print("key: \(printable(record.key ?? []))")
        print("timestamp: \(Timestamp.text(milliseconds: record.timestamp))")
        for (name, value) in record.headers { print("\(name): \(value.map { printable(Array($0)) } ?? "null")") }
        print("\n\(printable(record.value ?? []))")
        if values[reveal] { try printPayload(of: record, values) }
        return Exit.success
    }

    private static func printPayload(of record: Record, _ values: Values) throws {
        guard let value = record.value, let sealed = CommandRecord.sealedPayload(in: value) else {
            print("\nthis dead letter holds no sealed payload")
            return
        }
        let file = values[Setting.keys] ?? values[Setting.data] + "/keys.yaml"
        let payload = try KeyFile.secrets(file: file).openPayload(sealed)
        print("\npayload, \(payload.count) bytes:\n\(printable(payload))")
    }

    /// Every dead letter there is at the moment of the call.
    private static func forEach(_ values: Values, _ body: (Record) -> Void) throws {
        let topics = try loadTopics(folder: values[Setting.topics])
        guard let log = try TopicsCommand.openExisting(values, topics) else { return }
        defer { log.close() }
        var starts: [Int32: Int64] = [:]
        for partition in 0..<(try log.partitionCount(of: .deadLetters)) {
            starts[partition] = try log.startOffset(of: .deadLetters, partition: partition)
        }
        let reader = try log.reader(of: .deadLetters, from: starts)
        while !starts.isEmpty {
            switch try reader.next(recordCountMax: 1000) {
            case .records(let records): records.forEach(body)
            case .caughtUp(let partition, _): starts.removeValue(forKey: partition)
            case .woken: break
            case .closed: return
            }
        }
    }

    /// Text as it is; control characters, which could play with the terminal, and what is not UTF-8 as dots.
    private static func printable(_ bytes: [UInt8]) -> String {
        String(
            String.UnicodeScalarView(
                String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
                    let isControl = (scalar.value < 0x20 && scalar != "\n") || (0x7f...0x9f).contains(scalar.value)
                    return isControl ? "." : scalar
                }))
    }
}
