internal import JSON
internal import Log
internal import Processor
internal import Records
internal import SingleRecords
internal import Waybill

/// What a command of the backlog is made of besides consuming, state, producing and committing: measured alone, in
/// memory, so that the sum of these and of the floor can be held against the whole.
enum KafkaPieces {
    static func run(_ commands: KafkaCommands, _ samples: Samples, _ report: inout Report) throws {
        let count = 50_000
        let new = commands.records(1, partitionCount: 12)[0]
        let record = Record(
            topic: new.topic, partition: new.partition, offset: 7, timestamp: new.timestamp, key: new.key,
            value: new.value, headers: new.headers)
        var parser = JSONParser()
        let command = try CommandRecord(record, parser: &parser, partitionCount: 12)
        guard case .addWaybill(let add) = command.body else { throw MissingSample() }
        let digest = CommandRecord.contentDigest(of: command.canonicalContent, shopAppID: add.shopAppID)
        let asked = Command.addWaybill(add, contentDigest: digest)
        let facts = Facts(order: nil, serialNext: 7, holder: nil, partition: record.partition, partitionCount: 12)
        let outcome = decide(asked, facts: facts, reference: samples.reference)
        guard outcome.verdict.reason == nil else {
            throw KafkaBenchmarkError("the sample is refused: \(outcome.verdict.topicMessage)")
        }
        let writer = OutcomeWriter(source: "/waybill/processor", version: "bench", replyPartitionCount: 12)
            .at(new.timestamp)
        var (outputs, replies) = (NewRecords(), NewRecords())
        let pieces: [(String, () -> Void)] = [
            ("parse", { use(try? CommandRecord(record, parser: &parser, partitionCount: 12)) }),
            (
                "digest",
                { use(CommandRecord.contentDigest(of: command.canonicalContent, shopAppID: add.shopAppID)) }
            ),
            ("decide", { use(decide(asked, facts: facts, reference: samples.reference)) }),
            (
                "encode",
                {
                    outputs.removeAll(keepingByteCountMax: .max)
                    replies.removeAll(keepingByteCountMax: .max)
                    use(writer.appendChange(outcome, of: command, input: record, to: &outputs))
                    use(writer.append(outcome, input: record, to: &outputs, replies: &replies))
                }
            ),
        ]
        for (name, piece) in pieces {
            report.add(Figure(name: "  of a command: \(name)", value: cost(count, piece), unit: "us CPU"))
        }
    }
}
