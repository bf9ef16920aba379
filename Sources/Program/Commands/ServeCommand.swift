internal import Configuration
internal import Files
internal import Options
internal import Telemetry

/// `waybill serve`, `ingress` and `process`: the same wiring with more or fewer roles.
enum ServeCommand {
    private static let instance: [any DeclaredOption] = [SharedOptions.kafkaInstance]
    private static let workers: [any DeclaredOption] = [SharedOptions.workers]

    /// As the help shows them: what everybody needs first.
    private static func sections(
        pushes: [any DeclaredOption] = [], processor: [any DeclaredOption] = [], cluster: [any DeclaredOption]
    ) -> [OptionSection] {
        [
            OptionSection("Pushes", pushes), OptionSection("Processor", processor),
            OptionSection("Operations", SharedOptions.operating), OptionSection("Logging", SharedOptions.logs),
            OptionSection("Secrets", SharedOptions.secrets),
            OptionSection("Kafka, in place of the embedded log", cluster),
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
        sections: sections(
            pushes: SharedOptions.server + SharedOptions.waiting, processor: workers,
            cluster: SharedOptions.cluster + instance),
        examples: [
            Example("waybill serve", "on 127.0.0.1:8080, with ./config, ./topics and ./data"),
            Example("waybill serve --listen 0.0.0.0:80 --data /var/lib/waybill", "open to other machines"),
            Example("WAYBILL_LOG_FORMAT=json waybill serve", "options can come from the environment"),
            Example("waybill serve --kafka kafka-1:9092,kafka-2:9092 --keys keys.yaml", "on a cluster"),
        ],
        exitCodes: Exit.serviceTable)

    static let ingress = CommandSpec(
        "ingress", summary: "runs only the HTTP side",
        details: """
            Takes pushes and appends them to the log; another process on the same data folder, or on the same Kafka, \
            decides them (waybill process) and this one answers.
            """,
        options: SharedOptions.folders,
        sections: sections(pushes: SharedOptions.server + SharedOptions.waiting, cluster: SharedOptions.cluster),
        examples: [
            Example("waybill ingress --data /var/lib/waybill", "beside waybill process on the same folder"),
            Example("waybill ingress --kafka kafka:9092 --keys keys.yaml", "one of any number on a cluster"),
        ],
        exitCodes: Exit.serviceTable)

    static let process = CommandSpec(
        "process", summary: "runs only the processor",
        details: """
            Decides the commands in the log and keeps the lanes' state. Of several processes on one data folder only \
            one may do this at a time. On Kafka each process has a data folder of its own, and the partitions are \
            divided among all of them.
            """,
        options: SharedOptions.folders,
        sections: sections(processor: workers, cluster: SharedOptions.cluster + instance),
        examples: [
            Example("waybill process --operations 127.0.0.1:9465", "with /ready and /metrics on port 9465"),
            Example("waybill process --kafka kafka:9092 --keys keys.yaml --workers 2", "one of several on a cluster"),
        ],
        exitCodes: Exit.serviceTable)

    static func run(_ roles: [ServiceSettings.Role], _ values: Values) throws -> Int32 {
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
        try tell(.httpListening, settings.pushes?.place, service.port, logger)
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
            kafka: try KafkaSettings.configuration(values),
            kafkaInstance: values[SharedOptions.kafkaInstance],
            configFolder: values[SharedOptions.config],
            topicsFolder: values[SharedOptions.topics],
            dataFolder: values[SharedOptions.data],
            keyFile: values[SharedOptions.keys],
            secretFiles: secretFiles,
            watchInterval: values[SharedOptions.watchSecrets],
            pushes: roles.contains(.ingress) ? PushSettings(values) : nil,
            operations: values[SharedOptions.operations].map {
                ListeningPlace(
                    option: SharedOptions.operations.row.name, address: $0,
                    portFile: values[SharedOptions.operationsPortFile])
            },
            workerCount: roles.contains(.processor) ? values[SharedOptions.workers] : 0,
            logger: Logger(level: values[SharedOptions.logLevel], format: values[SharedOptions.logFormat]))
    }
}

extension PushSettings {
    init(_ values: Values) {
        self.init(
            place: ListeningPlace(
                option: SharedOptions.listen.row.name, address: values[SharedOptions.listen],
                portFile: values[SharedOptions.portFile]),
            deadline: values[SharedOptions.deadline],
            waiterCountMax: values[SharedOptions.waiters],
            timestampWindow: values[SharedOptions.timestampWindow].flatMap { $0 > .zero ? $0 : nil },
            connectionCountMax: values[SharedOptions.connections],
            connectionByteCount: values[SharedOptions.connectionMemory],
            bodyMemoryByteCount: values[SharedOptions.bodyMemory],
            receiveTimeout: values[SharedOptions.receiveTimeout],
            idleTimeout: values[SharedOptions.idleTimeout],
            threadCount: values[SharedOptions.threads])
    }
}
