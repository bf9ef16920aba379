internal import KafkaNodes

/// Real brokers for the whole run, made at their first use and gone with the process.
final class Broker: Sendable {
    /// One node, which also listens with TLS and SASL. Nil, with one line said, where there is none to start.
    static let shared: Broker? = Broker(nodeCount: 1)
    static let three: Broker? = Broker(nodeCount: 3)

    let bootstrapServers: String
    /// Where a user has to show who it is; nil where the broker is not ours.
    let secured: Secured?
    private let nodes: KafkaNodes?

    struct Secured: Sendable {
        let bootstrapServers: String
        let authorityFile: String
        /// The script's own.
        let user = "alice"
        let password = "alice-secret"
    }

    /// Whether there is one to ask for, without starting it. Said once, whichever asks first.
    static let isThere: Bool = {
        if KafkaNodes.running != nil || KafkaNodes.canStart { return true }
        print("skipped: the engine on a real Kafka, since there is no \(KafkaNodes.script) or no Java")
        return false
    }()

    /// Whether we start it, and so may have several nodes and secrets.
    static var isOurs: Bool { isThere && KafkaNodes.running == nil }

    /// `KAFKA=host:port` names one that runs already, in place of the one node.
    private init?(nodeCount: Int) {
        if nodeCount == 1, let servers = KafkaNodes.running {
            (bootstrapServers, secured, nodes) = (servers, nil, nil)
            return
        }
        guard Self.isOurs else { return nil }
        let nodes: KafkaNodes
        do {
            nodes = try KafkaNodes(count: nodeCount, isSecure: nodeCount == 1)
        } catch {
            print("skipped: the engine on a real Kafka of \(nodeCount) nodes: \(error)")
            return nil
        }
        (bootstrapServers, self.nodes) = (nodes.servers, nodes)
        secured =
            nodeCount > 1
            ? nil
            : Secured(bootstrapServers: "127.0.0.1:\(nodes.port + 2)", authorityFile: "\(nodes.folder)/tls/ca.pem")
    }

    /// SIGKILL for one node, the first being 1.
    func kill(node: Int) -> Bool { nodes?.run("kill", "--node \(node)") ?? false }

    /// Waits until it listens again.
    func start(node: Int) -> Bool { nodes?.run("node", "--node \(node)") ?? false }
}
