/// Why a command is refused: the first rule that it breaks. The message names field, fault and rule, never the personal
/// data itself. Which number a reason has is for those who answer: each dialect of the wire has its own.
package struct Refusal: Error, Equatable, Sendable {
    package enum Reason: CaseIterable, Sendable {
        /// What no other reason says.
        case other
        case unknownAccount
        case wrongPassword
        case wrongWaybillID
        case incompleteSender
        case unreachableSender
        case incompleteReceiver
        case unreachableReceiver
        case wrongCargo
        case wrongInsurance
        case wrongService
        case unknownOrder
        case alreadyCollected
        case alreadyCancelled
        case cancelUnsupported
        /// A trace of a waybill that no order has.
        case unknownWaybill
    }

    package let reason: Reason
    package let message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}
