internal import Documents
internal import JSON
internal import Log

/// Compares what is committed with what the model expects. Reads topics alone, and none of the processor's own code.
struct Auditor {
    let cluster: SimulatedCluster
    let model: Model
    let expectations: [Expectation]
    let losses: [MissingRecords]
    private let byPlace: [Place: Expectation]

    init(_ cluster: SimulatedCluster, _ workload: Workload) {
        self.cluster = cluster
        model = workload.model
        expectations = workload.expectations
        losses = workload.losses
        byPlace = Dictionary(expectations.map { ($0.place, $0) }) { first, _ in first }
    }

    /// All checks, once everything was consumed.
    func audit() {
        checkOffsets()
        checkReplies()
        checkDeadLetters()
        checkHistory()
        checkNumbers()
        checkFold()
        checkTokens()
        checkTraces()
    }

    func report(_ violation: String) { cluster.report(violation) }

    func expect(_ condition: Bool, _ violation: @autoclosure () -> String) {
        if !condition { report(violation()) }
    }

    func expectation(at place: Place?) -> Expectation? { place.flatMap { byPlace[$0] } }

    /// The fields of a record's value; reports a value that has none.
    func fields(_ record: Record, _ parser: inout JSONParser) -> Fields? {
        guard let value = record.value, let document = try? parser.parse(value), let fields = try? Fields(document)
        else {
            report("\(record.topic.name) \(record.partition)/\(record.offset) holds no JSON object")
            return nil
        }
        return fields
    }

    /// Each of the expected places has exactly one record, and nothing else has.
    func checkOrigins(_ topic: Topic, _ found: [Place], _ isExpected: (Expectation) -> Bool) {
        var counts: [Place: Int] = [:]
        for place in found { counts[place, default: 0] += 1 }
        for expectation in expectations {
            let count = counts.removeValue(forKey: expectation.place) ?? 0
            let expected = isExpected(expectation) ? 1 : 0
            expect(
                count == expected,
                "\(topic.name) holds \(count) records of command \(expectation.place), \(expected) are expected")
        }
        expect(counts.isEmpty, "\(topic.name) holds records of commands that are none: \(counts.keys.sorted())")
    }

    private func checkOffsets() {
        var ends: [Int32: Int64] = [:]
        for expectation in expectations { ends[expectation.place.partition] = expectation.place.offset + 1 }
        for loss in losses { ends[loss.partition] = max(ends[loss.partition] ?? 0, loss.offsetNext) }
        for (partition, end) in ends.sorted(by: { $0.key < $1.key }) {
            let committed = cluster.committed(partition)
            expect(committed == end, "the group stands at \(committed) of partition \(partition), the end is \(end)")
        }
    }
}

extension Fields {
    /// The text of a field; empty where it is absent or none.
    func string(_ name: StaticString) -> String { (try? text(name)) ?? "" }
}
