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
        let partitionCount = try counted()
        guard known != partitionCount else { return }
        throw .contradiction(
            LogError(
                .conflict,
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
        var parser = JSONParser()
        do {
            var offsets: [Int32: Int64] = [:]
            for partition in 0..<(try log.partitionCount(of: .waybills)) {
                let end = try log.endOffset(of: .waybills, partition: partition)
                guard end > 0 else { continue }
                let start = try log.startOffset(of: .waybills, partition: partition)
                offsets[partition] = max(start, end - ProcessorLimits.countRecordCountMax)
            }
            guard !offsets.isEmpty else { return }
            let reader = try log.reader(of: .waybills, from: offsets, withHeaders: false)
            while !offsets.isEmpty {
                switch try reader.next(recordCountMax: ProcessorLimits.restoreRecordCountMax) {
                case .records(let records):
                    for record in records where OrderRecord.isInput(record.key) {
                        guard case .input(let decided) = try OrderRecord(record, parser: &parser),
                            let known = decided.partitionCount
                        else { continue }
                        try check(known, of: record.partition)
                    }
                case .caughtUp(let partition, _): offsets[partition] = nil
                case .woken: break
                case .closed: throw LogError(.closed, "the log was closed while changelogs were compared")
                }
            }
        } catch let error as WorkerError {
            throw error
        } catch let fault as RecordFault {
            throw .log(.foreignRecord(fault))
        } catch let error as LogError {
            throw .log(error)
        } catch {
            throw .log(LogError(.unavailable, "\(error)"))
        }
    }

    private func counted() throws(WorkerError) -> Int32 {
        do throws(LogError) {
            return try log.partitionCount(of: .commands)
        } catch {
            throw .log(error)
        }
    }
}
