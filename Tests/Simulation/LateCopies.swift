internal import JSON
internal import Log
internal import Processor
internal import Records
internal import SeedParcel
internal import SingleRecords
internal import Waybill

/// What the mutant does that knows of no late copies: an event that is older than the one that stands counts as one of
/// the same second, so that it undoes what came after it.
extension SimulatedCluster {
    func renewed(_ record: Record) -> Record {
        var parser = JSONParser()
        guard let read = try? CommandRecord(record, parser: &parser, partitionCount: partitionCount),
            let state = read.body.orderKey.flatMap({ state(of: $0, &parser) }),
            let command = read.body.renewed(over: state)
        else { return record }
        let address = ReplyAddress(instance: "", partition: 0, correlationID: "")
        let value = CommandRecord(command).record(
            partitionCount: partitionCount, source: "", time: 0, reply: address, deadline: 0
        ).value
        return Record(
            topic: record.topic, partition: record.partition, offset: record.offset, timestamp: record.timestamp,
            key: record.key, value: value, headers: record.headers)
    }

    /// What is committed of an order.
    private func state(of key: OrderKey, _ parser: inout JSONParser) -> OrderState? {
        for record in history(.waybills).reversed() where record.key?.starts(with: key.bytes) == true {
            switch try? ChangelogEntry(record, parser: &parser) {
            case .order(key, let state), .status(key, let state): return state
            default: continue
            }
        }
        return nil
    }
}

extension CommandRecord.Body {
    /// Nil for what is not late, or would be refused at any time.
    fileprivate func renewed(over state: OrderState) -> CommandRecord.Body? {
        switch self {
        case .addWaybill(var add) where add.createTime < state.eventTime:
            guard add.passwordDigest == state.passwordDigest else { return nil }
            add.createTime = state.eventTime
            return .addWaybill(add)
        case .cancelWaybill(var cancel) where cancel.createTime < state.eventTime:
            guard cancel.passwordDigest == state.passwordDigest, cancel.waybillID == state.waybillID,
                cancel.shopAppID == state.shopAppID
            else { return nil }
            cancel.createTime = state.eventTime
            return .cancelWaybill(cancel)
        default: return nil
        }
    }
}
