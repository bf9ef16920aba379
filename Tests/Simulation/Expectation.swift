internal import Log
internal import SingleRecords

/// Where a command stands: partition and offset in waybill.commands.
struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
    var partition: Int32
    var offset: Int64

    static func < (left: Place, right: Place) -> Bool {
        (left.partition, left.offset) < (right.partition, right.offset)
    }

    var description: String { "\(partition)/\(offset)" }

    init(partition: Int32, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    /// As records of ours name it in `ce_id`, before their type.
    init?(_ text: String?) {
        let parts = (text ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].hasPrefix("waybill."), let partition = Int32(parts[0]),
            let offset = Int64(parts[1])
        else { return nil }
        self.init(partition: partition, offset: offset)
    }
}

/// Who waits for a reply, as an ingress wrote it; the partition may not exist.
struct Waiter: Equatable, Sendable {
    var instance: String
    var partition: Int32
    var correlationID: String
}

/// One command and all that must come of it.
struct Expectation: Sendable {
    let place: Place
    let input: NewRecord
    let request: Request
    let verdict: Model.Verdict
    /// Nil where nobody waits whom a reply could reach.
    let waiter: Waiter?
    /// How often it was decided and failed, counting this time.
    let attempt: Int

    /// The order that the request names.
    var order: OrderName? {
        switch request {
        case .push(let push): push.order
        case .cancel(let cancel): cancel.order
        case .scan(let scan): scan.order
        case .nonsense: nil
        }
    }

    var isFailure: Bool { verdict.code != 0 }
}
