internal import Foundation
internal import KafkaNodes
internal import Testing
internal import Waiting

/// A cluster of the test's own, gone with its last reference; or the one of `KAFKA=host:port`, which runs already.
final class Brokers: Sendable {
    let servers: String
    private let nodes: KafkaNodes?

    /// WAYBILL_KAFKA=1 asks for tests on a real Kafka.
    static let isWanted = ProcessInfo.processInfo.environment["WAYBILL_KAFKA"] == "1"

    /// One node for the whole run.
    static func one() throws -> Brokers { try shared.get() }

    private static let shared = Result {
        if let servers = KafkaNodes.running { return Brokers(running: servers) }
        return try Brokers(nodeCount: 1)
    }

    private init(running servers: String) {
        (self.servers, nodes) = (servers, nil)
    }

    init(nodeCount: Int) throws {
        let nodes = try KafkaNodes(count: nodeCount)
        (servers, self.nodes) = (nodes.servers, nodes)
    }

    /// SIGKILL; nodes are numbered from 1.
    func kill(_ node: Int) { _ = nodes?.run("kill", "--node \(node)") }

    /// Returns when it listens again.
    func restart(_ node: Int) throws {
        if let nodes { try #require(nodes.run("node", "--node \(node)"), "node \(node) did not start") }
    }

    /// The node that coordinates a transaction or a group: it leads the partition of the internal topic that Java's
    /// hash of the name picks. Nil while nobody does.
    func coordinator(of name: String, in topic: String) -> Int? {
        let hash = name.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
        guard let text = Self.topics(servers, "--describe --topic '\(topic)'") else { return nil }
        let partitions = text.matches(of: /\tPartition: (\d+)\tLeader: (\d+|none)/)
        guard !partitions.isEmpty else { return nil }
        let partition = Int(hash == .min ? 0 : abs(hash)) % partitions.count
        return partitions.first { Int($0.1) == partition }.flatMap { Int($0.2) }
    }

    /// Whether every partition has all its copies again. Asked until it is so.
    static func areInSync(_ servers: String) -> Bool {
        asked({ topics(servers, "--describe --under-replicated-partitions")?.isEmpty == true }, until: { $0 })
    }

    /// One transaction as its coordinator has it.
    struct Transaction: Equatable {
        let isOpen: Bool
        let begin: String
        let partitions: String
    }

    /// What Kafka's own tool says of the transaction of that name; nil where it says nothing.
    static func transaction(_ name: String, on servers: String) -> Transaction? {
        let options = "--bootstrap-server '\(servers)' describe --transactional-id '\(name)'"
        // A line of names, and one of values: where, who (three), state, time limit, begin, duration, partitions.
        let lines = output(of: "'\(KafkaNodes.script)' tool transactions \(options)")?.split(separator: "\n") ?? []
        let fields = lines.last?.split(separator: /\s+/).map(String.init) ?? []
        guard lines.count >= 2, fields.count >= 8, fields[1] == name else { return nil }
        return Transaction(
            isOpen: fields[4] == "Ongoing", begin: fields[6], partitions: fields[8...].joined(separator: " "))
    }

    /// What Kafka's own tool says of the topics.
    private static func topics(_ servers: String, _ options: String) -> String? {
        output(of: "'\(KafkaNodes.script)' tool topics --bootstrap-server '\(servers)' \(options)")
    }

    /// What a command of the shell prints; nil where it fails.
    static func output(of command: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let bytes = try? pipe.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: bytes ?? Data(), as: UTF8.self) : nil
    }
}
