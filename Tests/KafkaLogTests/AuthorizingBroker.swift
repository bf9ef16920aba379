internal import Foundation
internal import Glibc
internal import KafkaLog
internal import Synchronization

/// A real broker that asks who somebody is and what he may, made at its first use and gone with the process: TLS, SASL,
/// and Kafka's own authorizer. A user's password is his name and `-secret`; `admin` may everything.
final class AuthorizingBroker: Sendable {
    static let users = ["admin", "operator", "ingress", "processor", "nobody"]
    /// Nil where there is none to start, or where the tests run on somebody's cluster.
    static let shared: AuthorizingBroker? = AuthorizingBroker()

    /// Names as only this run has them.
    let prefix = "\(UUID().uuidString.prefix(8))."
    private let port: Int
    private let folder: String
    private static let started = Mutex<String?>(nil)

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/kafka/broker").standardizedFileURL.path()

    private init?() {
        guard Broker.shared?.secured != nil else { return nil }
        folder = "\(NSTemporaryDirectory())waybill-kafka-\(UUID().uuidString)"
        // Nobody else takes ports so low by chance; the node also takes the next two.
        port = Int.random(in: 20_000..<30_000)
        let place = "--dir '\(folder)' --heap 384"
        guard Self.run("start \(place) --secure --port \(port)"), Self.run("stop \(place)"), restrict(),
            Self.run("start \(place)")
        else {
            print("skipped: rights on a real Kafka, since \(Self.script) start --secure failed")
            _ = Self.run("wipe --dir '\(folder)'")
            return nil
        }
        Self.started.withLock { [folder] in $0 = folder }
        _ = atexit {
            if let folder = AuthorizingBroker.started.withLock({ $0 }) {
                _ = AuthorizingBroker.run("wipe --dir '\(folder)'")
            }
        }
    }

    /// Who comes without TLS is the broker itself, and the tests' administrator.
    private func restrict() -> Bool {
        let file = "\(folder)/1/server.properties"
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
        var configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:\(port + 2)")
        configuration.prefix = prefix
        configuration.makesTopics = false
        configuration.minimumInSyncReplicas = 1
        configuration.properties = [
            "security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN", "sasl.username": user,
            "sasl.password": "\(user)-secret", "ssl.ca.location": "\(folder)/tls/ca.pem",
        ]
        return configuration
    }

    /// Runs what `AccessRight.shellCommand` says, with the tool's own start script and no TLS.
    func runTool(_ shellCommand: String) -> Bool {
        let arguments = shellCommand.replacing("kafka-acls ", with: "")
            .replacing("127.0.0.1:\(port + 2)", with: "127.0.0.1:\(port)")
        return Self.run("tool org.apache.kafka.tools.AclCommand \(arguments)")
    }

    /// By the shell, which waits for the script only: Foundation's Process waits for the broker that it leaves behind.
    private static func run(_ arguments: String) -> Bool {
        unsafe system("'\(script)' \(arguments) >/dev/null 2>&1 </dev/null") == 0
    }
}
