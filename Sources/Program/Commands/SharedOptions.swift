internal import HTTP
internal import Ingress
internal import Options
internal import Processor
internal import Requests
internal import Telemetry

/// The options that several commands share; each stands here once.
enum SharedOptions {
    static let config = Option.folder(
        "config", default: "config", "Carriers, apps, accounts, areas and routes; checked whole at the start.")
    static let topics = Option.folder("topics", default: "topics", "One YAML file a topic.")
    static let data = Option.folder("data", default: "data", "The lanes' state, the keys, and the embedded log.")
    static let keys = Option<String?>.file(
        "keys", "The keys that seal tokens and digest passwords. [default: keys.yaml in the data folder, made anew]")
    static let listen = Option.hostPort(
        "listen", default: HostPort(host: "127.0.0.1", port: 8080),
        """
        Where to take pushes: an address or a name, and a port. Without an address (:8080) it is every address of this \
        machine; port 0 finds a free one.
        """)
    static let portFile = Option<String?>.file("port-file", "Write the port of --listen into this file.")
    static let operations = Option.hostPort(
        "operations", default: HostPort(host: "127.0.0.1", port: 9464), none: "none",
        """
        Where to answer /live, /ready and /metrics, for the platform and not for strangers. Each process of a machine \
        needs a port of its own; port 0 finds a free one.
        """)
    static let operationsPortFile = Option<String?>.file(
        "operations-port-file", "Write the port of --operations into this file.")
    static let workers = Option.integer(
        "workers", in: 1...ProcessorLimits.workerCountMax, default: 1,
        "Threads that decide commands; the partitions are divided among them.")
    static let deadline = Option.duration(
        "deadline", in: .milliseconds(100)...RequestsLimits.deadlineMax, default: .milliseconds(4800),
        "How long a push may wait for its result before it is answered 503; WeChat gives up after 5 s.")
    static let waiters = Option.integer(
        "waiters", in: 1...RequestsLimits.waiterCountMax, default: 10_000,
        "Pushes that may wait at once; more are answered 503 at once.")
    static let timestampWindow = Option.duration(
        "timestamp-window", in: .zero...IngressLimits.timestampWindowMax, default: .seconds(3_600), none: "off",
        """
        How far a push's timestamp may be from this machine's clock, each way, and its event's CreateTime ahead of it; \
        off (or 0) takes any.
        """)
    static let connections = Option.integer(
        "connections", in: 1...HTTPLimits.connectionCountMax, default: 4096, "Connections that may be open at once.")
    static let connectionMemory = Option.byteCount(
        "connection-memory", in: HTTPLimits.connectionByteCount, default: ServiceLimits.connectionByteCount,
        "Memory of a connection for a request's head, 64 bytes a header more; a longer head is answered 431.")
    static let bodyMemory = Option.byteCount(
        "body-memory", in: HTTPLimits.bodyMemoryByteCount, default: 32 << 20,
        "Memory that all signed pushes under way may take together; more are answered 503 at once.")
    static let receiveTimeout = Option.duration(
        "receive-timeout", in: .milliseconds(100)...HTTPLimits.timeoutMax, default: .seconds(10),
        "How long a request may take to arrive before its connection is cut.")
    static let idleTimeout = Option.duration(
        "idle-timeout", in: .seconds(1)...HTTPLimits.timeoutMax, default: .seconds(60),
        "How long a connection may lie idle between requests; longer than that of a load balancer in front.")
    static let threads = Option.integer(
        "http-threads", in: 1...HTTPLimits.threadCountMax, default: 1, "Threads that serve HTTP.")
    static let watchSecrets = Option.duration(
        "watch-secrets", in: .zero...ServiceLimits.watchIntervalMax, default: .seconds(10),
        """
        How often to look whether keys, tokens, passwords or certificates changed on the disk. The service then stops \
        in order, with exit code 75, so that it is started anew with them. 0 looks at none.
        """)
    static let logLevel = Option.choice(
        "log-level", default: Logger.Level.info, placeholder: "LEVEL", "The least to log.")
    static let logFormat = Option.choice(
        "log-format", default: Logger.Format.logfmt, placeholder: "FORMAT",
        "How log lines are written to standard error.")

    /// Options by name, in YAML; what the command line or the environment says goes before it.
    static let options = Option<String?>.file("options", "A YAML file with values for options, by their names.")

    static let kafka = Option<String?>.text(
        "kafka", placeholder: "HOST:PORT",
        "The Kafka cluster to run on in place of the embedded log; several servers with commas.")
    static let kafkaProperties = Option<String?>.file(
        "kafka-properties", "librdkafka's properties, a name=value a line: security.protocol and so on.")
    static let kafkaUser = Option<String?>.text(
        "kafka-user", placeholder: "NAME",
        "The SASL user; goes with security.protocol and sasl.mechanism among the properties.")
    static let kafkaPassword = Option<Secret?>.secret("kafka-password", "The SASL user's password.")
    static let kafkaPrefix = Option.text(
        "kafka-prefix", default: "", "Before the names of topics, groups and transactions on the cluster.")
    static let kafkaInstance = Option<String?>.text(
        "kafka-instance", placeholder: "NAME",
        """
        This process's own name in its group, kept over restarts. Two processes of one name put each other out \
        until one of them ends. [default: a name that the data folder keeps]
        """)

    static let folders: [any DeclaredOption] = [config, topics, data, keys]
    static let clusterDetails: [any DeclaredOption] = [kafkaProperties, kafkaUser, kafkaPassword, kafkaPrefix]
    static let cluster: [any DeclaredOption] = [kafka] + clusterDetails
    static let server: [any DeclaredOption] = [
        listen, portFile, threads, connections, connectionMemory, bodyMemory, receiveTimeout, idleTimeout,
    ]
}

/// Exit codes, as sysexits.h has them where it has one.
enum Exit {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    static let usage: Int32 = 64
    /// As sysexits.h's "temporary failure": whoever started the service is to start it anew.
    static let changed: Int32 = 75
    static let configuration: Int32 = 78

    static let table = [
        ExitCode(success, "it did what it was asked"),
        ExitCode(failure, "it failed, also where it cannot write; the last line on standard error says why"),
        ExitCode(usage, "the command line is wrong"),
        ExitCode(configuration, "a configuration file cannot be read or is wrong; each fault has file and line"),
    ]

    /// Of a command that runs until it is stopped.
    static let serviceTable =
        table + [ExitCode(changed, "a secret or certificate has changed; start it anew (--watch-secrets)")]
}
