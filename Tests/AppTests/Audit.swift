internal import Foundation
internal import Log

/// Compares what clients were answered with what stands in the topics.
struct Audit {
    let journal: Journal
    /// On a cluster a reply is sent after its command was decided, and lost with the processor that dies before: so
    /// many commands may have no result. Each of them was pushed again, and that command has one.
    private let lostCountMax: Int
    private let answers: [PushAnswer]
    /// Commands by order, push and kind.
    private var commands: [String: [Record]] = [:]

    init(_ journal: Journal, _ answers: [PushAnswer], lostCountMax: Int = 0) {
        self.journal = journal
        self.lostCountMax = lostCountMax
        self.answers = answers
        for command in journal.commands { commands[Self.name(of: command), default: []].append(command) }
    }

    /// What is wrong, as sentences; each rule names its first few violations.
    func faults() -> [String] {
        [numberFaults(), storyFaults(), answerFaults(), resultFaults(), deadLetterFaults(), offsetFaults()]
            .flatMap { $0.prefix(5) }
    }

    /// What is wrong in the topics alone, whatever clients were told. `hasCopies` allows records that stand there
    /// several times: commands, each with a result of its own, and results.
    static func faults(in journal: Journal, hasCopies: Bool = false, lostCountMax: Int = 0) -> [String] {
        let audit = Audit(journal, [], lostCountMax: lostCountMax)
        return [
            audit.numberFaults(), audit.resultFaults(hasCopies: hasCopies), audit.deadLetterFaults(),
            audit.offsetFaults(),
        ].flatMap { $0.prefix(5) }
    }

    /// Each order has one waybill id, in the topics and in the answers; no id belongs to two.
    private func numberFaults() -> [String] {
        var numbers = journal.waybills
        for answer in answers where answer.code == 0 {
            numbers[answer.push.order, default: []].insert(answer.waybill)
        }
        var owners: [String: Set<String>] = [:]
        for (order, ids) in numbers { for id in ids { owners[id, default: []].insert(order) } }
        return numbers.filter { $0.value.count != 1 }.map { "order \($0.key) has \($0.value.count) waybill ids" }
            + owners.filter { $0.value.count != 1 }.map { "waybill \($0.key) belongs to \($0.value.count) orders" }
    }

    /// What should have succeeded did, and nothing else.
    private func storyFaults() -> [String] {
        let ordered = Set(answers.filter { $0.push.code == 0 }.map(\.push.order))
        return ordered.subtracting(journal.waybills.keys).map { "order \($0) has no record in waybill.waybills" }
            + Set(journal.waybills.keys).subtracting(ordered).map { "order \($0) should have failed and is issued" }
    }

    /// Every answer stands for a command with that very result.
    private func answerFaults() -> [String] {
        let unreadable = answers.filter { $0.push.kind == .unreadable }.count
        let kept = commands["unreadable"]?.count ?? 0
        let lost = unreadable > kept ? ["\(unreadable) unreadable pushes were answered, \(kept) are commands"] : []
        return lost
            + answers.filter { $0.push.kind != .unreadable }.compactMap { answer in
                let pushed = commands[Self.name(of: answer.push)] ?? []
                guard !pushed.isEmpty else { return "an answered push of \(answer.push.order) is no command" }
                let isKept = pushed.contains { command in
                    journal.results[command.commandID]?.first.map {
                        $0.code == answer.code && $0.waybill == answer.waybill
                    } ?? false
                }
                return isKept ? nil : "the answer to a push of \(answer.push.order) is no command's result"
            }
    }

    /// Every command has one result, exactly once, or its reply was lost.
    private func resultFaults(hasCopies: Bool = false) -> [String] {
        let copies = journal.copyCounts
        let twice = journal.commands.count - copies.count
        let lostCount = copies.keys.count { journal.results[$0] == nil }
        return (twice > 0 && !hasCopies ? ["\(twice) commands share an id"] : [])
            + (lostCount > lostCountMax ? ["\(lostCount) commands have no result, \(lostCountMax) may have none"] : [])
            + copies.compactMap { id, count in
                guard let results = journal.results[id] else { return nil }
                let isRight = Set(results).count == 1 && (results.count == count || hasCopies)
                return isRight ? nil : "\(count) copies of command \(id) have \(results.count) results"
            }
    }

    /// Every failed command has one dead letter, byte for byte; no other command has any.
    private func deadLetterFaults() -> [String] {
        let sources = Dictionary(
            journal.commands.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        var faults: [String] = []
        var counts: [Journal.Place: Int] = [:]
        for letter in journal.deadLetters {
            guard let place = letter.source, let command = sources[place] else {
                faults.append("a dead letter stands for no command")
                continue
            }
            counts[place, default: 0] += 1
            let inputTime = letter.headers.text("waybill_input_timestamp").flatMap { Int64($0) }
            if (letter.key, letter.value, inputTime) != (command.key, command.value, command.timestamp) {
                faults.append("the dead letter of \(place) differs from its command")
            }
            let code = journal.results[command.commandID]?.first.map { "\($0.code)" }
            if let code, letter.headers.text("waybill_result_code") != code {
                faults.append("the dead letter of \(place) has another code than its result")
            }
        }
        for command in journal.commands {
            let count = counts[command.place] ?? 0
            // Where the result was lost, the dead letter says how it was.
            let isFailure = journal.results[command.commandID]?.first.map { $0.code != 0 } ?? (count == 1)
            if !isFailure, command.keyText.hasPrefix("wrong-") || command.headers.text("ce_type") == "unreadable" {
                faults.append("command \(command.place) should have failed")
            }
            if count != (isFailure ? 1 : 0) { faults.append("command \(command.place) has \(count) dead letters") }
        }
        return faults
    }

    private func offsetFaults() -> [String] {
        journal.ends.compactMap { partition, end in
            let committed = journal.committed[partition] ?? 0
            return committed == end ? nil : "partition \(partition) is committed to \(committed) and ends at \(end)"
        }
    }

    private static func name(of push: Push) -> String {
        "\(push.kind == .add ? "add_waybill" : "cancel_waybill") \(push.order) \(push.time)"
    }

    private static func name(of command: Record) -> String {
        let type = command.headers.text("ce_type") ?? ""
        guard type != "unreadable" else { return type }
        let time = (try? Journal.object(command))?["CreateTime"].map { "\($0)" } ?? ""
        return "\(type) \(command.keyText) \(time)"
    }
}
