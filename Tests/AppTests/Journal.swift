internal import Foundation
internal import JSON
internal import Log
internal import Processor
internal import Records
internal import Testing
internal import Waybill

/// Everything that a stopped service left in its topics.
struct Journal {
    struct Place: Hashable {
        let partition: Int32
        let offset: Int64
    }

    private(set) var commands: [Record]
    private(set) var deadLetters: [Record]
    /// Results by the id of the command that they answer.
    private(set) var results: [String: [JournalResult]] = [:]
    /// All waybill ids that each order ever had in waybill.waybills.
    private(set) var waybills: [String: Set<String>] = [:]
    let tokens: [Record]
    private(set) var committed: [Int32: Int64] = [:]
    /// The offset after the last command of each partition; a marker may follow it.
    private(set) var ends: [Int32: Int64] = [:]

    init(of folder: TemporaryFolder) throws {
        let log = try Engine.open(folder)
        defer { log.close() }
        try self.init(log)
    }

    init(_ log: any Log) throws {
        commands = try Self.records(of: .commands, log)
        deadLetters = try Self.records(of: .deadLetters, log)
        tokens = try Self.records(of: .tokens, log)
        for partition in 0..<(try log.partitionCount(of: .commands)) {
            ends[partition] = 0
            committed[partition] =
                try log.committedOffset(of: "waybill-processor", topic: .commands, partition: partition) ?? 0
        }
        for command in commands { ends[command.partition] = command.offset + 1 }
        for record in try Self.records(of: .replies, log) {
            let id = String(decoding: record.key ?? [], as: UTF8.self)
            results[id, default: []].append(JournalResult(try Self.object(record)))
        }
        var parser = JSONParser()
        for record in try Self.records(of: .waybills, log) {
            switch try ChangelogEntry(record, parser: &parser) {
            case .order(let key, let state), .status(let key, let state):
                waybills[key.orderID, default: []].insert(state.waybillID)
            case .serial, .adoption, .input, .tombstone: break
            }
        }
    }

    /// Of commands and dead letters those that have other keys, and whose command is still there.
    func without(_ keys: Set<String>, _ deleted: DeletedCommands?) -> Journal {
        var rest = self
        rest.commands.removeAll { keys.contains($0.keyText) }
        rest.deadLetters.removeAll { letter in
            guard !keys.contains(letter.keyText) else { return true }
            return letter.source.map { deleted?.holds($0) == true } ?? false
        }
        return rest
    }

    /// How often each command stands there, by its id.
    var copyCounts: [String: Int] { commands.reduce(into: [:]) { $0[$1.commandID, default: 0] += 1 } }

    static func records(of topic: Topic, _ log: any Log) throws -> [Record] {
        var starts: [Int32: Int64] = [:]
        for partition in 0..<(try log.partitionCount(of: topic)) {
            starts[partition] = try log.startOffset(of: topic, partition: partition)
        }
        var reading = try log.reading(of: topic, from: starts, withHeaders: true, for: "a test read it")
        var all: [Record] = []
        while !reading.isAtEnd {
            if case .records(let records) = try reading.next(recordCountMax: 1_000) { all += records }
        }
        return all
    }

    static func object(_ record: Record) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(record.value ?? []))
        return try #require(value as? [String: Any])
    }
}

/// What stands in waybill.replies for one command.
struct JournalResult: Hashable {
    let code: Int
    let waybill: String

    init(_ object: [String: Any]) {
        code = object["ResultCode"] as? Int ?? .min
        waybill = object["WayBillID"] as? String ?? ""
    }
}

extension Record {
    var place: Journal.Place { Journal.Place(partition: partition, offset: offset) }

    /// Of a dead letter: the command it stands for.
    var source: Journal.Place? {
        guard let partition = headers.text("__streams.errors.partition").flatMap({ Int32($0) }),
            let offset = headers.text("__streams.errors.offset").flatMap({ Int64($0) }),
            headers.text("__streams.errors.topic") == "waybill.commands"
        else { return nil }
        return Journal.Place(partition: partition, offset: offset)
    }

    var commandID: String { headers.text("ce_id") ?? "" }

    var keyText: String { String(decoding: key ?? [], as: UTF8.self) }
}
