internal import Log

/// Reads partitions in batches of any size, and tells each end once.
final class SimulatedReader: LogReader {
    private let topic: Topic
    private let withHeaders: Bool
    private let cluster: SimulatedCluster
    private let process: SimulatedProcess
    private var positions: [Int32: Int64]
    private var reached: Set<Int32> = []
    private var idleCount = 0

    init(
        _ topic: Topic, _ offsets: [Int32: Int64], withHeaders: Bool, _ cluster: SimulatedCluster,
        _ process: SimulatedProcess
    ) {
        (self.topic, self.withHeaders) = (topic, withHeaders)
        self.cluster = cluster
        self.process = process
        positions = offsets
    }

    var waker: any Waker { IdleWaker() }

    func next(recordCountMax: Int) throws(LogError) -> ReadEvent {
        try process.passLog(.beforeRestoreBatch)
        let event = read(recordCountMax)
        try process.passLog(.afterRestoreBatch)
        return event
    }

    private func read(_ recordCountMax: Int) -> ReadEvent {
        let waiting = positions.keys.filter { !reached.contains($0) }.sorted()
        guard !waiting.isEmpty else {
            idleCount += 1
            if idleCount == 100 { cluster.report("a reader was asked again and again after its end") }
            return idleCount < 200 ? .woken : .closed
        }
        let (countMax, first) = process.fate.draw { generator in
            (generator.within(1...16), generator.below(waiting.count))
        }
        var records: [Record] = []
        for partition in waiting[first...] + waiting[..<first] {
            let part = cluster.read(
                topic, partition, from: positions[partition] ?? 0,
                countMax: min(countMax, recordCountMax) - records.count)
            if let last = part.last { positions[partition] = last.offset + 1 }
            records += part
        }
        cluster.countRead(records.count)
        guard records.isEmpty else { return .records(withHeaders ? records : records.map(\.withoutHeaders)) }
        let partition = waiting[first]
        reached.insert(partition)
        return .caughtUp(partition: partition, offsetNext: end(of: partition))
    }

    /// A consumer of Kafka passes markers that no record follows; another engine stays behind its last record.
    private func end(of partition: Int32) -> Int64 {
        cluster.hasMarkers ? cluster.endOffset(topic, partition) : positions[partition] ?? 0
    }
}

extension Record {
    fileprivate var withoutHeaders: Record {
        Record(
            topic: topic, partition: partition, offset: offset, timestamp: timestamp, key: key, value: value,
            headers: Headers())
    }
}
