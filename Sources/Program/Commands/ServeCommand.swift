internal import Configuration
internal import Files
internal import Options
internal import Telemetry

/// `waybill serve`, and a command for each role alone: the same wiring with more or fewer roles.
enum ServeCommand {
    /// As the help shows them: what everybody needs first.
    private static func sections(_ roles: [Role]) -> [OptionSection] {
        let server = roles.first(where: \.serves)?.name
        let own = roles.map { role in
            OptionSection(role.title, (role.name == server ? SharedOptions.server : []) + role.options)
        }
        return own + [
            OptionSection("Operations", SharedOptions.operating), OptionSection("Logging", SharedOptions.logs),
            OptionSection("Secrets", SharedOptions.secrets),
            OptionSection(
                "Kafka, in place of the embedded log", SharedOptions.cluster + roles.flatMap(\.clusterOptions)),
        ]
    }

    static let serve = CommandSpec(
        "serve", summary: "runs all roles in one process, on the embedded log or on Kafka",
        details: """
            Takes WeChat's pushes over HTTP, decides them, and answers. Everything is kept in the data folder; \
            start it again on the same folder and it goes on where it was, whatever ended it. With --kafka the log is \
            a cluster's, which any number of processes share; the topics are made before (waybill topics apply).
            """,
        options: SharedOptions.folders,
        sections: sections(Role.all),
        examples: [
            Example("waybill serve", "on 127.0.0.1:8080, with ./config, ./topics and ./data"),
            Example("waybill serve --listen 0.0.0.0:80 --data /var/lib/waybill", "open to other machines"),
            Example("WAYBILL_LOG_FORMAT=json waybill serve", "options can come from the environment"),
            Example("waybill serve --kafka kafka-1:9092,kafka-2:9092 --keys keys.yaml", "on a cluster"),
        ],
        exitCodes: Exit.serviceTable)

    /// The commands that run one role each.
    static let alone = Role.all.map { role in
        CommandSpec(
            role.command.name, summary: role.command.summary, details: role.command.details,
            options: SharedOptions.folders, sections: sections([role]), examples: role.command.examples,
            exitCodes: Exit.serviceTable)
    }

    /// The roles that a command runs; nil for one that runs none.
    static func roles(of command: [String]) -> [Role]? {
        if command == ["serve"] { return Role.all }
        return Role.all.first { [$0.command.name] == command }.map { [$0] }
    }

    static func run(_ roles: [Role], _ values: Values) throws -> Int32 {
        let settings = try ServiceSettings(roles: roles, values)
        let logger = settings.logger
        let signals = ProcessSignals { name in
            let message = "ignored; configuration is read at the start, so restart the service after a change of it"
            logger.info(.signalReceived, [.signal: .text(name), .message: .text(message)])
        }
        let preparation = try Preparation(settings)
        let failure = FirstFailure()
        logger.info(
            .serviceStarting,
            [.version: .text(Identity.version), .keys: .text(preparation.keys)])
        for warning in preparation.warnings {
            logger.warning(.configurationLoaded, [.message: .text(warning.description)])
        }
        let end: @Sendable (String, Int32) -> Void = { [release = signals.release] message, exitCode in
            failure.set(message, exitCode: exitCode)
            release()
        }
        let service = try service(settings, preparation, end)
        try tell(.operationsListening, settings.operations, service.operationsPort, logger)
        try tell(.httpListening, settings.server?.place, service.port, logger)
        service.hasToldWhere()
        let watch = watch(settings, preparation, end)
        signals.wait()
        watch?.stop()
        logger.info(.serviceStopping)
        service.stop()
        logger.info(.serviceStopped)
        guard let reason = failure.reason else { return Exit.success }
        // What has changed was told when it was seen, and is no failure.
        if reason.exitCode == Exit.changed { return reason.exitCode }
        if service.hasBegun {
            logger.error(.serviceFailed, [.message: .text(reason.message)])
        } else {
            // A start that came to nothing is told to the person who started it, whole.
            StandardError.tell(reason.message)
        }
        return reason.exitCode
    }

    /// Where it listens, with the port that it found where any was asked for.
    private static func tell(
        _ event: Logger.Event, _ place: ListeningPlace?, _ port: UInt16?, _ logger: Logger
    ) throws {
        guard let place, let port else { return }
        if let file = place.portFile { try writeFile("\(port)\n", to: file, mode: 0o644) }
        let address = place.address.host.isEmpty ? "*" : place.address.host
        logger.info(event, [.address: .text(address), .port: .count(port)])
    }

    private static func service(
        _ settings: ServiceSettings, _ preparation: Preparation, _ end: @escaping @Sendable (String, Int32) -> Void
    ) throws -> Service {
        do {
            return try Service(
                settings, preparation, failed: { end($0, Exit.failure) },
                refused: { end(preparation.error(of: $0).description, Exit.configuration) })
        } catch {
            throw LogRefusal(error).map { preparation.error(of: $0) } ?? error
        }
    }

    /// Nil where nobody wants to know.
    private static func watch(
        _ settings: ServiceSettings, _ preparation: Preparation, _ end: @escaping @Sendable (String, Int32) -> Void
    ) -> SecretWatch? {
        guard settings.watchInterval > .zero else { return nil }
        let roles = settings.roles
        return SecretWatch(
            preparation.secretFiles, every: settings.watchInterval, settings.logger,
            check: {
                // As the same call would be read now: what it names may have changed as well.
                guard let values = try Main.valuesNow() else { return }
                try preparation.check(again: ServiceSettings(roles: roles, values))
            }, changed: { end($0, Exit.changed) })
    }
}

extension ServiceSettings {
    init(roles: [Role], _ values: Values) throws {
        let secretFiles = KafkaSettings.secretFiles(values)
        self.init(
            roles: roles,
            values: values,
            kafka: try KafkaSettings.configuration(values),
            kafkaInstance: values[SharedOptions.kafkaInstance],
            configFolder: values[SharedOptions.config],
            topicsFolder: values[SharedOptions.topics],
            dataFolder: values[SharedOptions.data],
            keyFile: values[SharedOptions.keys],
            secretFiles: secretFiles,
            watchInterval: values[SharedOptions.watchSecrets],
            server: roles.contains(where: \.serves) ? ServerSettings(values) : nil,
            operations: values[SharedOptions.operations].map {
                ListeningPlace(
                    option: SharedOptions.operations.row.name, address: $0,
                    portFile: values[SharedOptions.operationsPortFile])
            },
            logger: Logger(level: values[SharedOptions.logLevel], format: values[SharedOptions.logFormat]))
    }
}

extension ServerSettings {
    init(_ values: Values) {
        self.init(
            place: ListeningPlace(
                option: SharedOptions.listen.row.name, address: values[SharedOptions.listen],
                portFile: values[SharedOptions.portFile]),
            connectionCountMax: values[SharedOptions.connections],
            connectionByteCount: values[SharedOptions.connectionMemory],
            bodyMemoryByteCount: values[SharedOptions.bodyMemory],
            receiveTimeout: values[SharedOptions.receiveTimeout],
            idleTimeout: values[SharedOptions.idleTimeout],
            threadCount: values[SharedOptions.threads])
    }
}
