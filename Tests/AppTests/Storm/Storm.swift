internal import Foundation
internal import Testing

/// How big the storms are: small ones hold within seconds what WAYBILL_STORM_COMMANDS=100000 holds in the long run.
enum Storm {
    static let commandCount =
        ProcessInfo.processInfo.environment["WAYBILL_STORM_COMMANDS"].flatMap { Int($0) } ?? 3_000

    /// Whether there is time for what takes minutes.
    static let isBig = commandCount > 3_000

    /// Repeats a run's random choices.
    static let seed: UInt64 = {
        let given = ProcessInfo.processInfo.environment["WAYBILL_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0 ... .max)
        print("storm: WAYBILL_SEED=\(seed)")
        return seed
    }()

    /// One of `small` up to 3,000 commands, growing to `large` for 100,000.
    static func scaled(_ small: Int, _ large: Int) -> Int {
        small + (large - small) * min(max(commandCount - 3_000, 0), 97_000) / 97_000
    }

    /// Topics for a storm: results are kept for as long as it may last. Sessions are as short as a broker takes.
    static func site(_ brokers: Brokers, copies: Int = 1) throws -> (Site, TemporaryFolder) {
        try site(at: brokers.servers, copies: copies)
    }

    static func site(at servers: String, copies: Int = 1) throws -> (Site, TemporaryFolder) {
        let folder = try TemporaryFolder()
        // File by file: of a link to the folder, the copy would be the house's own.
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(Program.house)/topics") {
            let text = try String(contentsOfFile: "\(Program.house)/topics/\(name)", encoding: .utf8)
            try folder.write(text, to: "topics/\(name)")
        }
        let replies = try folder.text("topics/waybill.replies.yaml")
        let kept = replies.replacing(/(?m)^retention: .*$/, with: "retention: 1d")
        try #require(kept != replies)
        try folder.write(kept, to: "topics/waybill.replies.yaml")
        try folder.write("session.timeout.ms=6000\n", to: "properties")
        let site = try Site(
            servers, keys: folder / "keys.yaml", copies: copies, topics: folder / "topics",
            properties: folder / "properties")
        return (site, folder)
    }

    /// Counts of results at which something happens: so many, one in each equal part of the storm, at random.
    static func moments(_ count: Int, of total: Int = commandCount, _ random: inout Seeded) -> [Int] {
        let share = max(1, total * 9 / 10 / count)
        return (0..<count).map { $0 * share + 1 + Int(random.next() % UInt64(share)) }
    }
}
