internal import JSON
internal import Log
internal import Records

/// Among how many partitions orders and numbers were dealt out so far, held against what the topics' files say now.
///
/// With another count an order lies in another partition, whose lane knows nothing of it, and serials meet others that
/// are on parcels. The changelog says the count with every batch; nothing is decided with another.
struct CountCheck {
    let log: any Log

    /// Refuses a count that a partition's changelog contradicts.
    func check(_ known: Int32, of partition: Int32) throws(WorkerError) {
        let partitionCount = try logged(try log.partitionCount(of: .commands))
        guard known != partitionCount else { return }
        throw .contradiction(
            LogError(
                .misconfigured,
                """
                orders and numbers were dealt out among \(known) partitions (partition \(partition) of \
                \(Topic.waybills.name) says so), and the topics' files say \(partitionCount): an order that is pushed \
                again would lie in another partition and get a second number, and numbers that are on parcels would be \
                issued again. Set partitions back to \(known) in the files of \(Topic.commands.name) and of the \
                topics that have as many; a cluster's topics that were given more partitions go on with that
                """))
    }

    /// A partition that says nothing is new, or none of its commands was decided by a version that says it: the others
    /// are asked, by the end of their changelogs, where each batch has said it last.
    func checkOthers() throws(WorkerError) {
        let tails = try logged(
            try log.tails(of: .waybills, recordCountMax: ProcessorLimits.countRecordCountMax))
        _ = try log.readChangelogs(from: tails, for: "changelogs were compared") { record, parser throws(WorkerError) in
            guard WaybillsKind.isInput(record.key),
                case .input(let decided) = try ChangelogEntry(ours: record, &parser),
                let known = decided.partitionCount
            else { return }
            try check(known, of: record.partition)
        }
    }
}
