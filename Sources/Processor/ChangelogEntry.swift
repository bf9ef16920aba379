package import JSON
package import Log
package import Records
package import Waybill

/// What a lane wants of a record of its changelog: an order without its content.
package enum ChangelogEntry: Equatable, Sendable {
    case order(OrderKey, OrderState)
    case status(OrderKey, OrderState)
    case serial(SerialCount)
    /// A count without a range has got one: its carrier's next is in the ranges' records from here on.
    case adoption(SerialCount)
    case input(DecidedInput)
    /// The order under this key is gone (a record without a value).
    case tombstone(key: [UInt8])

    /// Reads a record of waybill.waybills. Only our processor writes there, so a fault means a damaged or foreign
    /// topic.
    package init(_ record: borrowing Record, parser: inout JSONParser) throws(RecordFault) {
        let key = record.key ?? []
        guard let value = record.value else {
            self = .tombstone(key: key)
            return
        }
        switch WaybillsKind(key: key) {
        case .order:
            let (key, state) = try OrderRecord.head(of: value, isOrder: true, parser: &parser)
            self = .order(key, state)
        case .status:
            let (key, state) = try OrderRecord.head(of: value, isOrder: false, parser: &parser)
            self = .status(key, state)
        case .serial:
            let serial = try SerialRecord(record, parser: &parser)
            self = serial.isAdoption ? .adoption(serial.count) : .serial(serial.count)
        case .input: self = .input(try InputRecord(record, parser: &parser).decided)
        case nil: throw RecordFault("the key is that of none of an order, a status, a serial or an input")
        }
    }
}
