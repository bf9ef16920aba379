internal import Log
internal import Records
internal import SeedParcel
internal import SingleRecords

/// How requests come to stand in waybill.commands: mostly as our ingresses write them.
extension Workload {
    struct Envelope {
        var record: NewRecord
        var request: Request
        var waiter: Waiter?
        var attempt: Int
    }

    mutating func envelope(of request: Request) -> Envelope {
        let instance = "ingress-\(generator.below(ingressCount))"
        let partition =
            generator.once(in: 25)
            ? generator.pick([-1, 99]) : Int32(instance.utf8.last ?? 0) % cluster.replyPartitionCount
        let waiter = Waiter(instance: instance, partition: partition, correlationID: "call-\(commandCount)")
        let time = 1_785_000_000_000 + Int64(commandCount)
        var record = CommandRecord(request.command).record(
            partitionCount: cluster.partitionCount, source: "/simulation/\(instance)", time: time,
            reply: ReplyAddress(
                instance: instance, partition: partition, correlationID: waiter.correlationID), deadline: time + 5_000,
            // An ingress of the version before does not say it.
            keys: generator.once(in: 10) ? nil : Setting.keys.current.description)
        var envelope = Envelope(record: record, request: request, waiter: waiter, attempt: 1)
        if generator.once(in: 12) {
            record.headers = without(record.headers, ["waybill_reply"])
            envelope.waiter = nil
        }
        envelope.record = record
        switch request {
        case .nonsense: spoil(&envelope)
        case .push, .cancel, .scan: vary(&envelope)
        }
        return envelope
    }

    /// What a dead letter carries when it is sent again, and what strangers do to good commands.
    private mutating func vary(_ envelope: inout Envelope) {
        if generator.once(in: 15) {
            envelope.record.headers.append("__streams.errors.message", "of an earlier failure")
            envelope.record.headers.append("waybill_attempt", "1")
            envelope.record.headers.append("waybill_first_failed_at", "2026-01-01T00:00:00.000Z")
            envelope.record.headers.append("waybill_redrive_job", "job-1")
            envelope.attempt = 2
        } else if generator.once(in: 40) {
            envelope.record.headers = without(envelope.record.headers, ["ce_type"])
            envelope.record.headers.append("ce_type", "teleport")
            envelope.request = .nonsense
        } else if generator.once(in: 40), cluster.partitionCount > 1 {
            envelope.record.partition = (envelope.record.partition + 1) % cluster.partitionCount
            envelope.request = .nonsense
        }
    }

    private mutating func spoil(_ envelope: inout Envelope) {
        envelope.record.partition = Int32(generator.below(Int(cluster.partitionCount)))
        switch generator.below(7) {
        case 0: envelope.record.value = Array("{\"OrderID\": ".utf8)
        case 1: envelope.record.value = []
        case 2: envelope.record.value = [0xff, 0x00, 0x7b]
        case 5: envelope.record.value = nil
        case 3:
            envelope.record.key = nil
            envelope.record.headers = Headers()
            envelope.waiter = nil
        case 4:
            envelope.record.headers = without(envelope.record.headers, ["ce_type"])
            envelope.record.headers.append("ce_type", "add_waybill")
            envelope.record.value = Array(#"{"OrderID": "", "Sender": {}, "CreateTime": 1}"#.utf8)
        default: break  // A payload that the ingress could not read itself.
        }
    }

    private func without(_ headers: Headers, _ names: Set<String>) -> Headers {
        var kept = Headers()
        for header in headers.pairs where !names.contains(header.name) {
            if let value = header.value { kept.append(header.name, value[...]) } else { kept.appendNull(header.name) }
        }
        return kept
    }
}
