internal import Configuration
internal import KafkaLog
internal import Options
internal import Telemetry
internal import Time

/// What the options say, for the commands that start roles.
struct ServiceSettings: Sendable {
    var roles: [Role]
    /// What each role reads its own options from.
    var values: Values
    /// Nil: the embedded log.
    var kafka: KafkaConfiguration?
    /// Nil: a name that the data folder keeps.
    var kafkaInstance: String?
    var configFolder: String
    var topicsFolder: String
    var dataFolder: String
    /// Nil: `keys.yaml` in the data folder, made at the first start.
    var keyFile: String?
    /// Further files that secrets and certificates were read from.
    var secretFiles: [SecretFile]
    /// How often to look whether one of them, or of the configuration's, has changed; zero is never.
    var watchInterval: Duration
    /// Nil where no role serves anything.
    var server: ServerSettings?
    /// Where `/live`, `/ready` and `/metrics` are answered; nil: nowhere.
    var operations: ListeningPlace?
    var logger: Logger
}

/// How requests are taken.
struct ServerSettings: Sendable {
    var place: ListeningPlace
    var connectionCountMax: Int
    /// Of a connection, for the head of a request.
    var connectionByteCount: Int
    /// Of all bodies together that are not whole yet.
    var bodyMemoryByteCount: Int
    var receiveTimeout: Duration
    var idleTimeout: Duration
    var threadCount: Int
}

struct ListeningPlace: Sendable {
    /// The option that says where, without its dashes.
    var option: String
    var address: HostPort
    /// Gets the port number once the service listens, for scripts that start it on port 0.
    var portFile: String?
}
