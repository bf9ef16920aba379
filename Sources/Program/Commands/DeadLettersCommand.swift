internal import Configuration
internal import Crypto
internal import Files
internal import Foundation
internal import Log
internal import Options
internal import Records
internal import Time
internal import Waybill

/// `waybill dead-letters list|show`: every failure, where an operator can see it.
enum DeadLettersCommand {
    private static let limit = Option.integer("limit", in: 1...1_000_000, default: 100, "Show at most the newest N.")
    private static let code = Option<Int?>.integer("code", in: -1...99_999, "Only those with this ResultCode.")
    private static let key = Option<String?>.text("key", "Only those with this key: the OrderID.")
    private static let command = Option<String?>.text(
        "command",
        "Only those of this command: add_waybill, cancel_waybill, record_path or unreadable; missing for commands that "
            + "were deleted before they were decided.")
    private static let message = Option<String?>.text("message", "Only those whose message holds this.")
    private static let reveal = Option.flag("reveal", "Open a payload that nobody could read; it may hold secrets.")
    private static let raw = Option.flag("raw", "Print headers and value as they stand in the log, for programs.")
    private static let place = Operand("PARTITION/OFFSET", "The first column of dead-letters list.")

    static let list = CommandSpec(
        "list", summary: "lists the failures, oldest first",
        details: """
            One line a dead letter: its place, time, ResultCode, command, key, attempt, and what is wrong. ResultCode \
            -1 has several causes, which --command and --message tell apart. What is not of the list (that there are \
            none, or more) is said on standard error.
            """,
        options: [SharedOptions.data, limit, code, key, command, message] + SharedOptions.cluster,
        examples: [
            Example("waybill dead-letters list", "the newest hundred"),
            Example("waybill dead-letters list --code 20003", "senders that are not served"),
            Example("waybill dead-letters list --command unreadable", "pushes that nobody could read"),
            Example("waybill dead-letters list --code -1 --message 'used up'", "a carrier without numbers"),
            Example("waybill dead-letters list --command missing", "commands that were deleted, undecided"),
            Example("waybill dead-letters list --kafka k1:9092", "of a cluster"),
        ], exitCodes: Exit.table)

    static let show = CommandSpec(
        "show", summary: "prints one dead letter whole",
        details: """
            Its headers with what they mean, and its value as it came in, indented. Secrets in it are sealed or \
            digested, as in every topic.
            """,
        operands: [place], options: [SharedOptions.data, SharedOptions.keys, reveal, raw] + SharedOptions.cluster,
        examples: [
            Example("waybill dead-letters show 3/17", "offset 17 of partition 3"),
            Example("waybill dead-letters show 3/17 --raw", "every header, and the value byte for byte"),
            Example("waybill dead-letters show 3/17 --reveal", "opens the sealed payload of an unreadable push"),
        ], exitCodes: Exit.table)

    static let group = CommandSpec(
        "dead-letters", summary: "the failures: list, show",
        details: "Every command that ended with a ResultCode other than 0, and every payload that nobody could read.",
        commands: [list, show])

    private static func checkCommand(_ values: Values) throws(UsageError) {
        let known = CommandRecord.Kind.allCases.map(\.rawValue) + [MissingLetter.type]
        guard let given = values[command], !known.contains(given) else { return }
        throw UsageError(
            .commandLine, "option --command is '\(given)'; it must be one of \(known.joined(separator: ", "))")
    }

    static func runList(_ values: Values) throws -> Int32 {
        try LogChoice.check(values)
        try checkCommand(values)
        let limit = values[limit]
        // Only what is printed of each, and of the newest: a dead letter itself can have a megabyte.
        var rows: [Row] = []
        var (count, allCount) = (0, 0)
        try FoundLog(values, topics: [.deadLetters]).contents.forEach(of: .deadLetters) { record in
            allCount += 1
            let letter = DeadLetter(record.headers)
            guard isWanted(record, letter, values) else { return }
            count += 1
            rows.append(Row(record, letter))
            if rows.count >= 2 * limit { rows = newest(rows, limit) }
        }
        guard count > 0 else {
            StandardError.tell(allCount == 0 ? "no dead letters" : "no such dead letter among \(allCount)")
            return Exit.success
        }
        let titles = ["PLACE", "TIME", "CODE", "COMMAND", "KEY", "ATTEMPT", "MESSAGE"]
        StandardOutput.tell(TextTable(rows: [titles] + newest(rows, limit).map(\.cells)).text, terminator: "")
        if count > limit { StandardError.tell("older ones that are not shown (--limit): \(count - limit)") }
        return Exit.success
    }

    private struct Row {
        let order: (Int64, Int32, Int64)
        let cells: [String]

        init(_ record: Record, _ letter: DeadLetter?) {
            order = (record.timestamp, record.partition, record.offset)
            cells = [
                "\(record.partition)/\(record.offset)", Timestamp.text(milliseconds: record.timestamp),
                letter.map { "\($0.code)" } ?? "", record.headers.text(Header.type) ?? "",
                String(decoding: record.key ?? [], as: UTF8.self), letter.map { "\($0.attempt)" } ?? "",
                letter?.message ?? "",
            ].map { Printable.line($0) }
        }
    }

    /// The newest, oldest first.
    private static func newest(_ rows: [Row], _ count: Int) -> [Row] {
        Array(rows.sorted { $0.order < $1.order }.suffix(count))
    }

    private static func isWanted(_ record: Record, _ letter: DeadLetter?, _ values: Values) -> Bool {
        if let code = values[code], letter.map({ Int($0.code) }) != code { return false }
        if let key = values[key], record.key != Array(key.utf8) { return false }
        if let command = values[command], record.headers.text(Header.type) != command { return false }
        if let part = values[message], letter?.message.contains(part) != true { return false }
        return true
    }

    static func runShow(_ values: Values) throws -> Int32 {
        let parts = (values.operands.first ?? "").split(separator: "/").map(String.init)
        guard parts.count == 2, let partition = Int32(parts[0]), let offset = Int64(parts[1]) else {
            throw UsageError(.commandLine, "a dead letter is named by PARTITION/OFFSET, as dead-letters list prints it")
        }
        if !values[reveal], values.origin(of: SharedOptions.keys) == .commandLine {
            throw UsageError(.commandLine, "--keys goes with --reveal, which opens the sealed payload")
        }
        let log = try FoundLog(values, topics: [.deadLetters])
        guard let record = try log.contents.record(of: .deadLetters, partition: partition, offset: offset) else {
            throw LogError(.invalid, "there is no dead letter at \(partition)/\(offset) \(log.place)")
        }
        StandardOutput.tell(values[raw] ? DeadLetterText.raw(record) : DeadLetterText.explained(record))
        if values[reveal] { try printPayload(of: record, values) }
        return Exit.success
    }

    private static func printPayload(of record: Record, _ values: Values) throws {
        guard let value = record.value, let sealed = CommandRecord.sealedPayload(in: value) else {
            StandardOutput.tell("\nthis dead letter holds no sealed payload")
            return
        }
        let file = KeyFile.path(values)
        if let warning = SecretFile(file)?.exposure { StandardError.tell("warning: \(warning)") }
        let payload = try open(sealed, of: record, with: secrets(file, values), file)
        StandardOutput.tell("\npayload, \(payload.count) bytes:\n\(Printable.text(payload))")
    }

    private static func secrets(_ file: String, _ values: Values) throws -> Secrets {
        guard values[SharedOptions.keys] != nil || FileManager.default.fileExists(atPath: file) else {
            throw ConfigurationError(
                file: file, message: "is not there: name the file of keys that the services use (--keys)")
        }
        return try KeyFile.secrets(file: file)
    }

    /// Says so where the keys are others than those that it was sealed under.
    private static func open(
        _ sealed: String, of record: Record, with secrets: Secrets, _ file: String
    ) throws -> [UInt8] {
        do throws(CryptoError) {
            return try secrets.openPayload(sealed)
        } catch {
            guard let keys = record.headers[Header.keys].flatMap(KeyFingerprints.init), !secrets.keys.hold(keys) else {
                throw error
            }
            let message = KeyFault.unopened(keys, known: secrets.keys)
            throw ConfigurationError(file: file, message: message)
        }
    }
}
