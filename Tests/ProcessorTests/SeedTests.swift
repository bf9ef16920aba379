import Foundation
import Log
import Simulation
import Synchronization
import Testing

/// "Same order, same number": real workers over a simulated log and simulated disks, against the reference model.
///
/// WAYBILL_SEEDS says how many seeds (1,000 unless it does), WAYBILL_SEED replays one.
@Suite struct SeedTests {
    @Test func `whatever crashes, each order keeps its number and each command counts once`() async {
        let seeds = Seeds.all
        await withTaskGroup { group in
            for share in 0..<Seeds.shareCount {
                group.addTask {
                    for seed in seeds where seed % Seeds.shareCount == share { Self.check(seed) }
                }
            }
        }
        let coverage = Seeds.coverage.withLock { $0 }
        print(coverage)
        guard seeds.count >= 1_000 else { return }
        for moment in Moment.allCases { #expect(coverage.crashes[moment.rawValue] > 0, "nothing died at \(moment)") }
    }

    private static func check(_ seed: UInt64) {
        do {
            let outcome = try Simulation(seed: seed).run()
            let failureCount = Seeds.coverage.withLock { $0.add(outcome) }
            guard !outcome.violations.isEmpty, failureCount <= Seeds.shownFailureCountMax else { return }
            Issue.record(
                """
                seed \(seed) breaks \(outcome.violations.count) promises:
                \(outcome.violations.joined(separator: "\n"))
                replay: WAYBILL_SEED=\(seed) SWIFT_DETERMINISTIC_HASHING=1 swift test --filter SeedTests
                """)
        } catch {
            Issue.record("seed \(seed) could not be tried: \(error)")
        }
    }

    @Test func `a run from the same seed is the same run`() throws {
        for seed in 1...30 as ClosedRange<UInt64> {
            let (first, second) = (try Simulation(seed: seed), try Simulation(seed: seed))
            let (one, other) = (first.run(), second.run())
            #expect(one.stepCount == other.stepCount)
            // Compared outside of #expect, which would print two whole logs.
            let differing = Topic.allCases.filter { first.cluster.history($0) != second.cluster.history($0) }
            #expect(differing.isEmpty, "seed \(seed)")
        }
    }
}

/// The test of the test: each deliberate bug is found.
@Suite struct MutantTests {
    @Test(arguments: Mutant.allCases)
    func `the auditor finds a processor that is not exact`(mutant: Mutant) throws {
        var found: [String] = []
        var seed: UInt64 = 0
        while found.isEmpty, seed < 100 {
            seed += 1
            found = try Simulation(seed: seed, mutant: mutant).run().violations
        }
        print("\(mutant) is found by seed \(seed): \(found.first ?? "")")
        #expect(!found.isEmpty, "\(mutant) was not found within 100 seeds")
    }
}

enum Seeds {
    static let shareCount: UInt64 = 8
    static let shownFailureCountMax = 3

    struct Coverage: CustomStringConvertible {
        var crashes = [Int](repeating: 0, count: Moment.allCases.count)
        var seedCount = 0
        var commandCount = 0
        var stepCount = 0
        var failureCount = 0

        /// How many seeds have failed so far.
        mutating func add(_ outcome: Simulation.Outcome) -> Int {
            for (index, count) in outcome.crashes.enumerated() { crashes[index] += count }
            seedCount += 1
            commandCount += outcome.commandCount
            stepCount += outcome.stepCount
            failureCount += outcome.violations.isEmpty ? 0 : 1
            return failureCount
        }

        var description: String {
            let crashCount = crashes.reduce(0, +)
            return "\(seedCount) seeds, \(commandCount) commands, \(stepCount) steps, \(crashCount) deaths, "
                + "\(failureCount) seeds failed"
        }
    }

    static let coverage = Mutex(Coverage())

    static var all: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["WAYBILL_SEED"].flatMap(UInt64.init) { return [seed] }
        let count = environment["WAYBILL_SEEDS"].flatMap(UInt64.init) ?? 1_000
        return Array(0..<count)
    }
}
