internal import Configuration
internal import KafkaLog
internal import Options
internal import Telemetry

/// What the options say, for the commands that start roles.
struct ServiceSettings: Sendable {
    let roles: [Role]
    /// What each role reads its own options from.
    let values: Values
    /// Nil: the embedded log.
    let kafka: KafkaConfiguration?
    /// Files that secrets and certificates were read from, besides the keys and the configuration.
    let secretFiles: [SecretFile]
    let logger: Logger

    init(roles: [Role], _ values: Values) throws {
        self.roles = roles
        self.values = values
        secretFiles = KafkaSettings.secretFiles(values)
        kafka = try KafkaSettings.configuration(values)
        logger = Logger(level: values[SharedOptions.logLevel], format: values[SharedOptions.logFormat])
    }

    var topicsFolder: String { values[SharedOptions.topics] }
    var dataFolder: String { values[SharedOptions.data] }

    /// Where requests are taken; nil where no role serves anything.
    var server: ListeningPlace? {
        guard roles.contains(where: \.serves) else { return nil }
        return ListeningPlace(
            option: SharedOptions.listen.row.name, address: values[SharedOptions.listen],
            portFile: values[SharedOptions.portFile])
    }

    /// Where `/live`, `/ready` and `/metrics` are answered; nil: nowhere.
    var operations: ListeningPlace? {
        values[SharedOptions.operations].map { address in
            ListeningPlace(
                option: SharedOptions.operations.row.name, address: address,
                portFile: values[SharedOptions.operationsPortFile])
        }
    }
}
