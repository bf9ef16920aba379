/// What the carrier answered for each order. Its point: the same order must always get the same waybill id, and no two
/// orders ever the same one.
struct AnswerBook: Sendable {
    private var waybills: [String: String] = [:]
    private var orders: [String: String] = [:]
    /// What the carrier did that it must never do, as sentences; bounded, `faultCount` is not.
    private(set) var faults: [String] = []
    private(set) var faultCount = 0

    /// The waybill id that the order was answered with.
    func waybill(of order: String) -> String? { waybills[order] }

    /// Orders that got a waybill id.
    var orderCount: Int { waybills.count }

    /// A success of add_waybill.
    mutating func issued(_ waybill: String, to order: String) {
        if waybill.isEmpty || waybill == "0" {
            fault("order \(order) answered with success and without a waybill id")
            return
        }
        if let earlier = waybills[order] {
            if earlier != waybill { fault("order \(order) answered with \(earlier) and \(waybill)") }
            return
        }
        waybills[order] = waybill
        if let other = orders[waybill] {
            fault("waybill \(waybill) given to orders \(other) and \(order)")
        } else {
            orders[waybill] = order
        }
    }

    /// An answer that names another order than the one pushed.
    mutating func mismatched(_ answered: String, for order: String) {
        fault("order \(order) answered with the reply of order \(answered)")
    }

    private mutating func fault(_ text: String) {
        faultCount += 1
        if faults.count < PushLimits.faultCountMax { faults.append(text) }
    }
}
