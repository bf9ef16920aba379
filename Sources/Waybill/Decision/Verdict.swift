/// What the sender of a command is told, and what an operator finds in a dead letter.
package struct Verdict: Equatable, Sendable {
    /// Nil for a success.
    package let refusal: Refusal?
    /// Empty where the order has none.
    package let waybillID: String
    /// Empty but for a success of add_waybill.
    package let waybillData: String

    package init(refusal: Refusal?, waybillID: String = "", waybillData: String = "") {
        self.refusal = refusal
        self.waybillID = waybillID
        self.waybillData = waybillData
    }

    package static func success(waybillID: String, waybillData: String = "") -> Verdict {
        Verdict(refusal: nil, waybillID: waybillID, waybillData: waybillData)
    }

    package static func refused(_ reason: Refusal.Reason, _ message: String, waybillID: String = "") -> Verdict {
        Verdict(refusal: Refusal(reason, message), waybillID: waybillID)
    }

    /// Nil for a success.
    package var reason: Refusal.Reason? { refusal?.reason }
}
