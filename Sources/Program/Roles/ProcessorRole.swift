internal import HTTP
internal import KafkaLog
internal import Log
internal import Options
internal import Synchronization
internal import Telemetry

extension Role {
    static let processor = Role(
        name: "processor",
        command: CommandSpec(
            "process", summary: "runs only the processor",
            details: """
                Decides the commands in the log and keeps the lanes' state. Of several processes on one data folder \
                only one may do this at a time. On Kafka each process has a data folder of its own, and the \
                partitions are divided among all of them.
                """,
            examples: [
                Example("waybill process --operations 127.0.0.1:9465", "with /ready and /metrics on port 9465"),
                Example(
                    "waybill process --kafka kafka:9092 --keys keys.yaml --workers 2", "one of several on a cluster"),
            ]),
        title: "Processor", options: [SharedOptions.workers],
        clusterOptions: [SharedOptions.kafkaInstance], keepsState: true, bodyByteCountMax: nil,
        rights: { names in
            [
                (names.topics, .describe, "compare topics with their files at the start"),
                (names.topic(.commands), .read, "take commands"),
                (names.topic(.waybills), .read, "restore lanes"),
                (names.topic(.waybills), .describeConfigs, "see that no numbers are deleted"),
                (names.topic(.tokens), .describeConfigs, "see that no tokens are deleted"),
                (names.topic(.commands), .describeConfigs, "see that no commands are compacted away"),
            ] + outputs.map { (names.topic($0), .write, "write outputs") } + [
                (names.group, .read, "share the partitions, commit offsets"),
                (names.transactions, .write, "commit exactly once"),
            ]
        },
        make: { ProcessorPart(workerCount: $0[SharedOptions.workers]) })

    /// What the processor writes.
    private static let outputs: [Topic] = [.waybills, .tokens, .traces, .deadLetters, .replies]
}

/// Decides commands.
private final class ProcessorPart: RolePart {
    private let workerCount: Int
    private let crew: Mutex<WorkerCrew?> = Mutex(nil)

    init(workerCount: Int) { self.workerCount = workerCount }

    let routes: [HTTPRoute] = []
    let shownPaths: [String] = []

    func open(_ context: RoleContext) throws {
        for warning in try context.open.checkCompaction() {
            context.wiring.settings.logger.warning(.topicUnseen, [.message: .text(warning)])
        }
        let made = try WorkerCrew(context, workerCount: workerCount)
        crew.withLock { $0 = made }
    }

    func start() { crew.withLock { $0 }?.start() }

    func drain() {}

    func stop() { crew.withLock { $0.take() }?.stop() }
}
