internal import Foundation
internal import Log

/// The built program on a real Kafka, each figure beside its bar, the bare C loop of the same run as its floor, and
/// Kafka Streams doing the same work (measured once, ../shared/reference/kafka.md) as its baseline.
enum KafkaBenchmark {
    /// Also what is restored later; the bar for that is for so many.
    private static let restoredCount = 500_000
    private static let commandCount =
        ProcessInfo.processInfo.environment["COMMANDS"].flatMap { Int($0) } ?? restoredCount
    private static let floorCount = min(200_000, commandCount)

    /// `parts` empty means all; `restore` and `restart` go on from what `backlog` left.
    static func run(parts: [String], _ report: inout Report, folder: String) throws {
        guard let cluster = try KafkaCluster(folder: folder) else {
            throw KafkaBenchmarkError("start it with make bench-kafka, which brings a cluster")
        }
        let samples = try Samples(keys: cluster.keys)
        func isChosen(_ part: String) -> Bool { parts.isEmpty || parts.contains(part) }
        try cluster.makeTopics()
        if isChosen("start") { try start(cluster, &report) }
        if isChosen("backlog") {
            let commands = try KafkaCommands(cluster, samples)
            defer { commands.log.close() }
            try backlog(cluster, commands, &report)
            try KafkaPieces.run(commands, samples, &report)
            if isChosen("restore") { try restore(cluster, &report) }
            if isChosen("restart") {
                try KafkaRestart.run(cluster, commands, from: commandCount, &report)
            }
        }
        // On a cluster that has worked: one that was just started answers half as fast.
        if isChosen("push") { try push(cluster, &report) }
        if isChosen("growth") { try KafkaGrowth.run(cluster, samples, &report) }
        // Last: the group counts the second worker in until its session is over, whoever comes after it.
        if isChosen("workers") {
            let commands = try KafkaCommands(cluster, samples)
            defer { commands.log.close() }
            try twoWorkers(cluster, commands, &report)
        }
    }

    /// On empty topics. The time from exec is more than what the bar asks, which counts from the group's answer: that
    /// comes between the log and the lanes.
    private static func start(_ cluster: KafkaCluster, _ report: inout Report) throws {
        // On a new cluster the first member waits for the topics that Kafka keeps for itself.
        let first = try KafkaRole.start("process", on: cluster, data: "first")
        _ = try first.lanesOpen()
        first.child.stop()
        let role = try KafkaRole.start("process", on: cluster, data: "empty")
        let log = try role.logOpen()
        let open = try role.lanesOpen()
        let cpu = role.cpu
        role.child.stop()
        report.add(
            Figure(
                name: "process, nothing to restore, log open to ready", value: (open.time - log) / .seconds(1),
                unit: "s",
                bar: 0.5))
        report.add(Figure(name: "  its CPU", value: cpu / 1e6, unit: "s CPU"))
        report.add(Figure(name: "  from exec", value: (open.time - role.start) / .seconds(1), unit: "s"))
    }

    /// The bare loop does one command after the other on the same cluster, between the same topics.
    private static func push(_ cluster: KafkaCluster, _ report: inout Report) throws {
        let role = try KafkaRole.start("serve", on: cluster, data: "main", port: true)
        defer { role.child.stop() }
        while !LoadClient.isReady(role.child.operationsPort) { usleep(1000) }
        _ = try Child.push(role.child.port, count: 200, concurrency: 16, rate: 50, prefix: "warm-")
        let pushed = try Child.push(role.child.port, count: 1000, concurrency: 16, rate: 50, prefix: "paced-")
        let floor = try cluster.floor("paced", 500, 50)
        guard pushed.unanswered == 0 else { throw KafkaBenchmarkError("\(pushed.unanswered) pushes had no answer") }
        let rows = [("p50", pushed.latency.p50, 10.0, 68.0), ("p99", pushed.latency.p99, 40, 871)]
        for (rank, seconds, bar, baseline) in rows {
            report.add(
                Figure(
                    name: "push to reply over HTTP, 50/s, \(rank)", value: seconds * 1000, unit: "ms",
                    floor: floor["reply_\(rank)_ms"], bar: bar, baseline: baseline))
            report.add(
                Figure(
                    name: "  of its floor: one bare transaction, \(rank)",
                    value: floor["transaction_\(rank)_ms"] ?? .nan,
                    unit: "ms"))
        }
    }

    private static func backlog(
        _ cluster: KafkaCluster, _ commands: KafkaCommands, _ report: inout Report
    ) throws {
        try commands.append(0..<commandCount)
        let small = try cluster.floor("backlog", floorCount, 1_000)
        let large = try cluster.floor("backlog", floorCount, 2_000)
        let work = try decide(commands, on: cluster)
        try commands.refuseDeadLetters()
        let count = Double(commandCount)
        report.add(
            Figure(
                name: "backlog, exactly once", value: work.cpu / count, unit: "us CPU/command",
                floor: small["cpu_us"], bar: 15, baseline: 43))
        report.add(
            Figure(
                name: "  its floor with 2,000 to a transaction", value: large["cpu_us"] ?? .nan, unit: "us CPU/command")
        )
        for (name, time) in work.threads.sorted(by: { $0.value > $1.value }) where time / count >= 0.05 {
            report.add(Figure(name: "  of it: threads \(name)", value: time / count, unit: "us CPU/command"))
        }
        report.add(
            Figure(
                name: "backlog, commands a second, one process", value: count / work.seconds, unit: "/s",
                floor: small["rate"], bar: 45_000, baseline: 21_000, isMoreBetter: true))
        report.add(
            Figure(name: "  its floor with 2,000 to a transaction", value: large["rate"] ?? .nan, unit: "/s"))
        report.add(
            Figure(
                name: "resident memory of process under load", value: work.memory, unit: "MiB (RssAnon)", bar: 60,
                baseline: 483))
    }

    /// A process decides what is there, measured from when its first worker has its lanes: CPU in microseconds, also by
    /// threads, and the most memory that was seen, in MiB.
    private static func decide(
        _ commands: KafkaCommands, on cluster: KafkaCluster, workers: Int = 1
    ) throws -> (cpu: Double, threads: [String: Double], seconds: Double, memory: Double) {
        let role = try KafkaRole.start("process", on: cluster, data: "main", workers: workers)
        defer { role.child.stop() }
        _ = try role.lanesOpen()
        let before = (cpu: role.cpu, threads: role.cpuByThread, time: ContinuousClock.now)
        var memory = 0.0
        try commands.waitUntilDecided { memory = max(memory, role.child.residentMemory) }
        let seconds = (ContinuousClock.now - before.time) / .seconds(1)
        let threads = role.cpuByThread.map { ($0.key, $0.value - before.threads[$0.key, default: 0]) }
        return (role.cpu - before.cpu, Dictionary(uniqueKeysWithValues: threads), seconds, memory)
    }

    /// What one process does that may take two cores: while one worker waits for its commit, the other decides.
    private static func twoWorkers(
        _ cluster: KafkaCluster, _ commands: KafkaCommands, _ report: inout Report
    ) throws {
        // Numbers that no other part takes.
        let first = commandCount + 1_000_000
        try commands.append(first..<first + floorCount)
        let work = try decide(commands, on: cluster, workers: 2)
        let count = Double(floorCount)
        report.add(
            Figure(
                name: "with two workers, commands a second", value: count / work.seconds, unit: "/s",
                isMoreBetter: true))
        report.add(Figure(name: "  CPU", value: work.cpu / count, unit: "us CPU/command"))
        report.add(Figure(name: "  resident memory", value: work.memory, unit: "MiB (RssAnon)"))
    }

    /// All that the backlog wrote, into an empty folder.
    private static func restore(_ cluster: KafkaCluster, _ report: inout Report) throws {
        let role = try KafkaRole.start("process", on: cluster, data: "restored")
        let open = try role.lanesOpen()
        let cpu = role.cpu
        role.child.stop()
        // Also the serials that were noted, and what was pushed before.
        let count = open.restoredCount
        report.add(
            Figure(
                name: "restore \(count) changelog records to an empty disk", value: cpu / 1e6, unit: "s CPU",
                bar: 3 * Double(count) / Double(restoredCount)))
        report.add(
            Figure(
                name: "  it took", value: (open.time - role.start) / .seconds(1), unit: "s"))
    }
}
