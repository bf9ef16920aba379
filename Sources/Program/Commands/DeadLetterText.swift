internal import Log
internal import Records
internal import Time

/// One dead letter as text.
enum DeadLetterText {
    /// Everything as it stands in the log: a header a line, an empty line, the value.
    static func raw(_ record: Record) -> String {
        let head = [
            "key: \(Printable.text(record.key ?? []))", "timestamp: \(Timestamp.text(milliseconds: record.timestamp))",
        ]
        let headers = record.headers.map { name, value in Printable.line("\(name): \(text(value))") }
        return (head + headers + ["", Printable.text(record.value ?? [])]).joined(separator: "\n")
    }

    /// For a person: what each header means, code and message once, and the value indented.
    static func explained(_ record: Record) -> String {
        var table = TextTable(rows: [["NAME", "MEANING", "VALUE"]])
        let isMissing = isOfMissing(record)
        if !isMissing {
            let key = Printable.line(text(record.key?[...]))
            table.rows.append(["key", "the OrderID, or the id of what was unreadable", key])
        }
        table.rows.append(["timestamp", time(record), Timestamp.text(milliseconds: record.timestamp)])
        for (name, value) in record.headers where !repeated.contains(name) {
            let meaning = (isMissing ? meaningsOfMissing[name] : nil) ?? meanings[name] ?? ""
            table.rows.append([name, meaning, text(value)].map(Printable.line))
        }
        return table.text + "\n" + Printable.text(IndentedJSON.text(record.value ?? []))
    }

    /// Whether it stands for commands that are gone, and so for none that could be fed again.
    private static func isOfMissing(_ record: Record) -> Bool { record.headers[MissingLetter.offsetNext] != nil }

    /// A version before this one gave a dead letter its command's time.
    private static func time(_ record: Record) -> String {
        if isOfMissing(record) { return "when it was found" }
        return record.headers[DeadLetter.Name.inputTime] == nil ? "when the command was written" : "when it failed"
    }

    private static func text(_ value: ArraySlice<UInt8>?) -> String {
        value.map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    /// They say code and message once more, by the names that other systems know.
    private static let repeated: Set<String> = [DeadLetter.Name.exception, DeadLetter.Name.message]

    private static let meaningsOfMissing = [
        Header.id: "the dead letter's id",
        Header.type: "commands are missing: there is nothing to feed again",
        Header.source: "who found it",
        Header.time: "when it was found",
        DeadLetter.Name.topic: "topic that they are missing from",
        DeadLetter.Name.offset: "offset of the first that is missing",
        MissingLetter.offsetNext: "the first offset from which on commands are there",
        DeadLetter.Name.failedAt: "when it was found",
        DeadLetter.Name.version: "the program that found it",
    ]

    private static let meanings = [
        Header.specVersion: "version of CloudEvents",
        Header.id: "the command's id",
        Header.type: "what was to be done",
        Header.source: "who wrote the command",
        Header.time: "when the command was written",
        Header.contentType: "how the value is written",
        Header.reply: "who waited: partition of the replies, until when (ms since 1970), ingress",
        Header.keys: "fingerprints of the sealing key and the digest key it came in under",
        DeadLetter.Name.topic: "topic of the command",
        DeadLetter.Name.partition: "its partition",
        DeadLetter.Name.offset: "its offset",
        DeadLetter.Name.resultCode: "the ResultCode of the failure",
        DeadLetter.Name.resultMessage: "what is wrong",
        DeadLetter.Name.attempt: "how often it has failed",
        DeadLetter.Name.failedAt: "when it failed first",
        DeadLetter.Name.inputTime: "the command's own time (ms since 1970)",
        DeadLetter.Name.valueByteCount: "bytes of the command's whole value, which is cut here",
        DeadLetter.Name.keyByteCount: "bytes of the command's whole key, which is cut here",
        DeadLetter.Name.omittedHeaderCount: "headers of the command that are left out here",
        DeadLetter.Name.version: "the program that decided it",
    ]
}
