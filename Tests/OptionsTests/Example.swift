@testable import Options

/// A program of every kind of option, two levels deep.
enum Example {
    enum Engine: String, CaseIterable, Sendable {
        case embedded
        case kafka
    }

    static let config = Option.file("config", "The configuration file.") as Option<String?>
    static let verbose = Option.flag("verbose", "Says more.")
    static let port = Option.integer(
        "port", in: 1...65_535, default: 8_080, placeholder: "PORT", "The port to listen on.")
    static let pool = Option.integer("pool", in: 1...64, "Threads that answer; as many as cores when not given.")
    static let deadline = Option.duration(
        "deadline", in: .milliseconds(100)...Duration.seconds(60), default: .seconds(5), "How long a push may wait.")
    static let bodyLimit = Option.byteCount("body-limit", in: 1_024...(64 << 20), default: 1 << 20, "The largest body.")
    static let engine = Option<Engine>.choice(
        "engine", default: .embedded, placeholder: "ENGINE", "Where the log lives.")
    static let folder = Option.folder("data-folder", default: "data", "Where everything is kept.")
    static let kafka = Option.hostPort(
        "kafka", default: HostPort(host: "h", port: 1), none: "none", "The broker to begin with.")
    static let listen = Option.hostPort(
        "listen", default: HostPort(host: "::1", port: 80), "Where to listen, for those who have more than one network."
    )
    static let token = Option.secret("push-token", "The token that pushes are signed with.")
    static let name = Option.text("name", default: "", "A name.")
    static let topic = Option<String?>.text("topic", "The topic.")

    static let tree = CommandTree(
        root: CommandSpec(
            "waybill", summary: "the carrier's side of WeChat's logistics assistant",
            details: "Takes orders that WeChat pushes and issues waybills for them.", options: [config, verbose],
            examples: [.init("waybill serve", "Starts everything in one process.")],
            exitCodes: [.init(0, "Done."), .init(64, "Called wrongly.")],
            commands: [
                CommandSpec(
                    "serve", summary: "runs everything in one process",
                    details: "Listens for pushes and answers them. Runs until it is stopped by a signal, then answers "
                        + "what it has and ends.",
                    options: [port, pool, deadline, bodyLimit],
                    sections: [
                        OptionSection("Log", [engine, folder, kafka]), OptionSection("HTTP", [listen, token, name]),
                    ],
                    examples: [.init("waybill serve --port 8080", "Listens on port 8080.")],
                    exitCodes: [
                        .init(0, "Stopped."), .init(78, "The configuration is wrong; the message says where."),
                    ]),
                CommandSpec(
                    "topics", summary: "looks after the topics", details: "Checks and makes topics.",
                    options: [topic],
                    commands: [
                        CommandSpec(
                            "show", summary: "shows a topic", details: "Shows it.",
                            operands: [
                                .init("FIRST", "The first."),
                                .init("REST", "More.", content: .file, isRequired: false, repeats: true),
                            ]),
                        CommandSpec("check", summary: "checks the topics", details: "It checks."),
                    ]),
            ]), version: "1.2.3", configuration: config)

    static func values(
        _ arguments: [String], environment: [String: String] = [:], file: [String: String] = [:]
    ) throws -> Values {
        switch tree.parse(arguments, environment: environment, file: lines(file)) {
        case .run(_, let values): return values
        case .failure(let error): throw error
        case .help, .version, .completion: throw UsageError(.commandLine, "not a run")
        }
    }

    /// A file of these options, sorted by their names.
    private static func lines(_ file: [String: String]) -> [FileValue] {
        file.sorted { $0.key < $1.key }.enumerated().map { index, entry in
            (entry.key, entry.value, "w.yaml:\(index + 1)")
        }
    }

    static func error(
        _ arguments: [String], environment: [String: String] = [:], file: [String: String] = [:]
    ) -> UsageError? {
        if case .failure(let error) = tree.parse(arguments, environment: environment, file: lines(file)) {
            error
        } else {
            nil
        }
    }
}

extension CommandTree {
    /// Reads a call that names a file of these options, where there are any.
    func parse(_ arguments: [String], environment: [String: String] = [:], file: [FileValue] = []) -> Parsed {
        var environment = environment
        if !file.isEmpty { environment["WAYBILL_CONFIG"] = "w.yaml" }
        return parse(arguments, environment: environment) { (_: String) throws(UsageError) in file }
    }
}
