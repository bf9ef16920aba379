internal import Foundation
internal import Log

/// The processor killed in the middle of its work and started again at once, on the folder it left.
enum KafkaRestart {
    /// What a kill finds depends on chance: a transaction just begun, or with its offsets sent, or about to end. The
    /// slowest of so many counts.
    private static let killCount = 10
    /// Commands before each kill.
    private static let count = 20_000
    /// Replies that are seen before it.
    private static let seenCount = 2_000

    static func run(
        _ cluster: KafkaCluster, _ commands: KafkaCommands, from first: Int, _ report: inout Report
    ) throws {
        var ends: [Int32: Int64] = [:]
        for partition in 0..<(try commands.log.partitionCount(of: .replies)) {
            ends[partition] = try commands.log.endOffset(of: .replies, partition: partition)
        }
        let reader = try commands.log.reader(of: .replies, from: ends)
        var role = try KafkaRole.start("process", on: cluster, data: "main")
        defer { role.child.stop() }
        _ = try role.lanesOpen()
        var results: [Double] = []
        var openings: [Double] = []
        for round in 0..<killCount {
            let start = first + round * count
            let begun = time
            try commands.append(start..<start + count)
            _ = try read(reader, after: begun, count: seenCount)
            role.child.kill()
            let (killed, dead) = (ContinuousClock.now, time)
            role = try KafkaRole.start("process", on: cluster, data: "main")
            results.append((try read(reader, after: dead, count: 1) - killed) / .seconds(1))
            openings.append((try role.lanesOpen().time - killed) / .seconds(1))
            try commands.waitUntilDecided()
        }
        let name = "after SIGKILL under load, the first new result"
        report.add(
            Figure(name: "\(name), slowest of \(killCount)", value: results.max() ?? .nan, unit: "s", bar: 3))
        report.add(Figure(name: "  the fastest", value: results.min() ?? .nan, unit: "s"))
        report.add(
            Figure(name: "  of the slowest: until its lanes were open", value: openings.max() ?? .nan, unit: "s"))
    }

    /// In milliseconds since 1970, as records have it.
    private static var time: Int64 { Int64(Foundation.Date().timeIntervalSince1970 * 1000) }

    /// Returns when so many replies had come of batches that were begun after that time.
    private static func read(
        _ reader: any LogReader, after time: Int64, count: Int
    ) throws -> ContinuousClock.Instant {
        var left = count
        while left > 0 {
            guard case .records(let records) = try reader.next(recordCountMax: 1000) else { continue }
            left -= records.count { $0.timestamp > time }
        }
        return .now
    }
}
