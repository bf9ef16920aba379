internal import Configuration
internal import Files
internal import Options
internal import Telemetry
internal import Threads

/// `waybill serve`, and a command for each role alone: the same wiring with more or fewer roles.
enum ServeCommand {
    /// As the help shows them: what everybody needs first.
    private static func sections(_ roles: [Role]) -> [OptionSection] {
        let server = roles.first(where: \.serves)?.name
        let own = roles.map { role in
            OptionSection(role.title, (role.name == server ? SharedOptions.server : []) + role.options)
        }
        return own + [
            OptionSection("Operations", [SharedOptions.operations, SharedOptions.operationsPortFile]),
            OptionSection("Logging", [SharedOptions.logLevel, SharedOptions.logFormat]),
            OptionSection("Secrets", [SharedOptions.watchSecrets]),
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
        var command = role.command
        command.sections = [OptionSection("Options", SharedOptions.folders)] + sections([role])
        command.exitCodes = Exit.serviceTable
        return command
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
        // Why the service ends by itself, as first said.
        let failure = Monitor<(message: String, exitCode: Int32)?>(nil)
        logger.info(.serviceStarting, [.version: .text(Identity.version), .keys: .text(preparation.keys)])
        for warning in preparation.warnings {
            logger.warning(.configurationLoaded, [.message: .text(warning.description)])
        }
        let end: @Sendable (String, Int32) -> Void = { [release = signals.release] message, exitCode in
            failure.withLock { $0 = $0 ?? (message, exitCode) }
            release()
        }
        let service = try service(settings, preparation, end)
        let watch = watch(settings, preparation, end)
        signals.wait()
        watch?.stop()
        logger.info(.serviceStopping)
        service.stop()
        logger.info(.serviceStopped)
        guard let reason = failure.withLock({ $0 }) else { return Exit.success }
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
        let interval = settings.values[SharedOptions.watchSecrets]
        guard interval > .zero else { return nil }
        let roles = settings.roles
        return SecretWatch(
            preparation.secretFiles, every: interval, settings.logger,
            check: {
                // As the same call would be read now: what it names may have changed as well.
                guard let values = try Main.valuesNow() else { return }
                try preparation.check(again: ServiceSettings(roles: roles, values))
            }, changed: { end($0, Exit.changed) })
    }
}
