/// What the carrier answered for each order. Its point: the same order must always get the same waybill id, and no two
/// orders ever the same one.
struct AnswerBook: Sendable {
    private var waybills: [String: String] = [:]
    private var orders: [String: String] = [:]
    /// Answers that the carrier must never give, as sentences; bounded, `wrongAnswerCount` is not.
    private(set) var wrongAnswers: [String] = []
    private(set) var wrongAnswerCount = 0

    /// The waybill id that the order was answered with.
    func waybill(of order: String) -> String? { waybills[order] }

    /// Orders that got a waybill id.
    var orderCount: Int { waybills.count }

    /// A success of add_waybill.
    mutating func issued(_ waybill: String, to order: String) {
        if waybill.isEmpty || waybill == "0" {
            note("order \(order) answered with success and without a waybill id")
            return
        }
        if let earlier = waybills[order] {
            if earlier != waybill { note("order \(order) answered with \(earlier) and \(waybill)") }
            return
        }
        waybills[order] = waybill
        if let other = orders[waybill] {
            note("waybill \(waybill) given to orders \(other) and \(order)")
        } else {
            orders[waybill] = order
        }
    }

    /// An answer that names another order than the one pushed.
    mutating func mismatched(_ answered: String, for order: String) {
        note("order \(order) answered with the reply of order \(answered)")
    }

    private mutating func note(_ text: String) {
        wrongAnswerCount += 1
        if wrongAnswers.count < PushLimits.wrongAnswerCountMax { wrongAnswers.append(text) }
    }
}
