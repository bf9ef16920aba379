internal import Foundation
internal import Log
internal import Synchronization
internal import Testing
internal import Waiting

/// Issue 4, "Killed for real": at the end each order has exactly one waybill id, no id stands twice, every answered
/// push is in the topics, every failure is one dead letter.
@Suite struct KilledTests {
    private static let orderCount = 5_000
    private static let connectionCount = 32
    private static let deathCount = 10

    @Test func `five thousand orders survive SIGKILL at ten random moments`() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["WAYBILL_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0 ... .max)
        print("killed for real: WAYBILL_SEED=\(seed)")
        let folder = try TemporaryFolder()
        let (mortal, answers, repeatCount) = try push(on: folder, seed)
        #expect(mortal.faults.isEmpty, "seed \(seed): \(mortal.faults.prefix(5))")
        #expect(mortal.killCount >= Self.deathCount, "seed \(seed)")
        try awaitNoLag(folder)
        #expect(mortal.current.stop() == 0)
        // On the embedded log a reply is in its command's transaction, and none is lost.
        let lostCountMax = Engine.isKafka ? mortal.killCount * Self.connectionCount : 0
        let audit = Audit(try Journal(of: folder), answers, lostCountMax: lostCountMax)
        for fault in audit.faults() { Issue.record("seed \(seed): \(fault)") }
        expectToNotice(audit.journal, answers, lostCountMax)
        print(
            "killed for real: \(mortal.killCount) kills, \(answers.count) pushes answered, \(repeatCount) pushed "
                + "again, \(audit.journal.commands.count) commands, \(audit.journal.deadLetters.count) dead letters")
    }

    /// The audit itself: an answer that was made up, and one with another order's number, do not pass.
    private func expectToNotice(_ journal: Journal, _ answers: [PushAnswer], _ lostCountMax: Int) {
        func faults(_ answers: [PushAnswer]) -> [String] {
            Audit(journal, answers, lostCountMax: lostCountMax).faults()
        }
        let issued = answers.filter { $0.code == 0 && $0.push.kind == .add }
        guard let first = issued.first, let other = issued.first(where: { $0.push.order != first.push.order }) else {
            Issue.record("no two orders were answered")
            return
        }
        let swapped = PushAnswer(push: first.push, status: 200, code: 0, waybill: other.waybill)
        #expect(faults(answers + [swapped]).count >= 3)
        var push = first.push
        push.time += 9
        let invented = PushAnswer(push: push, status: 200, code: 0, waybill: first.waybill)
        #expect(faults(answers + [invented]).count == 1)
        #expect(faults(answers.filter { $0.push.order != first.push.order }).count == 1)
    }

    private func push(on folder: TemporaryFolder, _ seed: UInt64) throws -> (Mortal, [PushAnswer], Int) {
        var random = Seeded(seed)
        // One moment in each tenth of the run, so that all of them come.
        let moments = (0..<Self.deathCount).map { index in
            let share = (Self.orderCount - 100) / Self.deathCount
            return index * share + 1 + Int(random.next() % UInt64(share))
        }
        let mortal = try Mortal(folder, moments: moments, seed: seed)
        let outcome = Mutex<(answers: [PushAnswer], repeatCount: Int)>(([], 0))
        onThreads(Self.connectionCount) { number in
            let merchant = Merchant(mortal)
            for index in stride(from: number, to: Self.orderCount, by: Self.connectionCount) {
                var story = OrderStory(index, seed: seed)
                story.tell { merchant.deliver($0) }
            }
            outcome.withLock {
                $0.answers += merchant.answers
                $0.repeatCount += merchant.repeatCount
            }
        }
        let (answers, repeatCount) = outcome.withLock { ($0.answers, $0.repeatCount) }
        return (mortal, answers, repeatCount)
    }

    /// What a dead ingress had appended and nobody waits for any more is decided too.
    private func awaitNoLag(_ folder: TemporaryFolder) throws {
        let log = try Engine.open(folder)
        defer { log.close() }
        let commands = try Journal.records(of: .commands, log)
        let ends = Dictionary(commands.map { ($0.partition, $0.offset + 1) }, uniquingKeysWith: max)
        let isDone = try asked(
            {
                try ends.allSatisfy { partition, end in
                    try log.committedOffset(of: "waybill-processor", topic: .commands, partition: partition) == end
                }
            }, until: { $0 })
        #expect(isDone, "the processor does not catch up")
    }
}
