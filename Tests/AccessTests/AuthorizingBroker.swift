internal import Foundation
internal import KafkaLog
internal import KafkaNodes

/// A real broker that asks who somebody is and what he may, made at its first use and gone with the process: TLS, SASL,
/// and Kafka's own authorizer. A user's password is his name and `-secret`; `admin` may everything.
final class AuthorizingBroker: Sendable {
    static let users = ["admin", "operator", "ingress", "processor", "nobody"]
    /// Nil where there is none to start, or where the tests run on somebody's cluster.
    static let shared: AuthorizingBroker? = AuthorizingBroker()

    /// Names as only this run has them.
    let prefix = "\(UUID().uuidString.prefix(8))."
    private let nodes: KafkaNodes

    private init?() {
        guard KafkaNodes.running == nil, KafkaNodes.canStart else {
            print("skipped: rights on a real Kafka, since there is none to start")
            return nil
        }
        do {
            nodes = try KafkaNodes(isSecure: true)
        } catch {
            print("skipped: rights on a real Kafka: \(error)")
            return nil
        }
        guard nodes.run("stop"), restrict(), nodes.run("start") else {
            print("skipped: rights on a real Kafka, since \(KafkaNodes.script) does not start it with an authorizer")
            return nil
        }
    }

    /// Who comes without TLS is the broker itself, and the tests' administrator.
    private func restrict() -> Bool {
        let file = "\(nodes.folder)/1/server.properties"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return false }
        let users = Self.users.map { " user_\($0)=\"\($0)-secret\"" }.joined()
        let changed =
            text.replacing("user_alice=", with: "\(users) user_alice=") + """
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:ANONYMOUS;User:admin

                """
        return (try? changed.write(toFile: file, atomically: true, encoding: .utf8)) != nil
    }

    /// As this user, who has to have a right for all that he does.
    func configuration(_ user: String) -> KafkaConfiguration {
        var configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(nodes.port + 2)")
        configuration.prefix = prefix
        configuration.makesTopics = false
        configuration.minimumInSyncReplicas = 1
        configuration.properties = [
            "security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN", "sasl.username": user,
            "sasl.password": "\(user)-secret", "ssl.ca.location": "\(nodes.folder)/tls/ca.pem",
        ]
        return configuration
    }

    /// Runs what `AccessRight.shellCommand` says, with the tool's own start script and no TLS.
    func runTool(_ shellCommand: String) -> Bool {
        let arguments = shellCommand.replacing("kafka-acls ", with: "")
            .replacing("127.0.0.1:\(nodes.port + 2)", with: "127.0.0.1:\(nodes.port)")
        return KafkaNodes.tool("org.apache.kafka.tools.AclCommand \(arguments)")
    }
}
