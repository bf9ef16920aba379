internal import Log

/// Records that are gone before the group consumed them.
extension Member {
    /// Where to read on: where the group is, or, where it never committed, at the start. What is missing before that
    /// start is noted.
    func starts(of partitions: [Int32]) throws(LogError) -> [Int32: Int64] {
        var offsets = try committed(partitions)
        // What was noted of an earlier reading is found again, where it still is.
        for partition in partitions { missing[partition] = nil }
        for partition in partitions where offsets[partition] == nil {
            let start = try queries.start(of: topic, partition)
            offsets[partition] = start
            note(partition, from: 0, to: start)
        }
        return offsets
    }

    /// What was to be read is gone: retention, or somebody's order, went on past it. Goes on behind it.
    func passMissing(_ partition: Int32) throws(LogError) {
        guard let position = reached[partition] else { return }
        let (start, end) = try queries.offsets(of: topic, partition)
        guard position <= end else {
            throw LogError(
                .corrupt,
                "\(layout.name(topic))/\(partition) ends at \(end), and group \(group) was at \(position): the "
                    + "cluster lost its end")
        }
        var offsets = reached.filter { assigned.contains($0.key) }
        offsets[partition] = max(start, position)
        note(partition, from: position, to: start)
        try assign(offsets)
    }

    /// What is to be told before anything else is handed out of its partition.
    func takeMissing() -> MissingRecords? {
        guard membership == .counted,
            let partition = missing.keys.filter({ assigned.contains($0) && !paused.contains($0) }).min()
        else { return nil }
        return missing.removeValue(forKey: partition)
    }

    private func note(_ partition: Int32, from offset: Int64, to offsetNext: Int64) {
        guard offset < offsetNext, !layout.isCompacted(topic) else { return }
        missing[partition] = MissingRecords(partition: partition, offset: offset, offsetNext: offsetNext)
    }
}
