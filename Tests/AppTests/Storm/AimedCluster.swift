internal import Foundation
internal import KafkaNodes
internal import Testing

/// Three nodes that everybody reaches through relays, also each other: a coordinator can be killed at a moment that is
/// aimed at. The other two take over.
final class AimedCluster {
    let aim = Aim()
    private let nodes: KafkaNodes
    private let relays: [Relay]
    private static let nodeCount = 3

    init() throws {
        nodes = try KafkaNodes(count: Self.nodeCount)
        relays = try (1...Self.nodeCount).map { [nodes, aim] node in
            try Relay(to: node, on: try #require(UInt16(exactly: nodes.port + 10 * (node - 1))), aim)
        }
        try #require(nodes.run("stop"), "the nodes do not stop")
        for (node, relay) in zip(1..., relays) {
            let file = URL(filePath: "\(nodes.folder)/\(node)/server.properties")
            let text = try String(contentsOf: file, encoding: .utf8)
            try Data("\(text)advertised.listeners=PLAINTEXT://127.0.0.1:\(relay.port)\n".utf8).write(to: file)
        }
        try #require(nodes.run("start"), "the nodes did not start")
    }

    deinit { for relay in relays { relay.end() } }

    /// As clients are told it.
    var servers: String { relays.map { "127.0.0.1:\($0.port)" }.joined(separator: ",") }

    /// SIGKILL to the coordinator of whichever transaction comes to that moment next; nil where none does in time.
    /// `silencing` as `Aim.shoot` has it.
    func kill(at moment: Aim.Moment, silencing: Bool) throws -> Aim.Shot? {
        var processes: [Int: Int32] = [:]
        for node in 1...Self.nodeCount {
            let text = try String(contentsOfFile: "\(nodes.folder)/\(node)/pid", encoding: .utf8)
            let process = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            processes[node] = process
        }
        guard let shot = aim.shoot(at: moment, processes, silencing: silencing) else { return nil }
        relays[shot.node - 1].close()
        // It is dead, or about to be: the script waits for its end.
        try #require(nodes.run("kill", "--node \(shot.node)"), "node \(shot.node) does not die")
        return shot
    }

    /// Returns when it has caught up with the others.
    func restart(_ node: Int) throws {
        try #require(nodes.run("node", "--node \(node)"), "node \(node) did not start")
        try #require(relays[node - 1].open(), "the relay's port does not open again")
        try #require(Brokers.areInSync(servers), "node \(node) does not catch up")
    }
}
