/// The ResultCodes of seed 003 and of wechat.md section 2, and errcode 40199 for a trace of an unknown waybill.
/// 20007 (balance) is decided where the claims are.
package enum ResultCode: Int32, CaseIterable, Sendable {
    case success = 0
    case other = -1
    case unknownAccount = 10001
    case wrongPassword = 10002
    case wrongWaybillID = 20001
    case incompleteSender = 20002
    case unreachableSender = 20003
    case incompleteReceiver = 20004
    case unreachableReceiver = 20005
    case wrongCargo = 20006
    case wrongInsurance = 20008
    case wrongService = 20009
    case unknownOrder = 30001
    case alreadyCollected = 30002
    case alreadyCancelled = 30003
    case cancelUnsupported = 30004
    case unknownWaybill = 40199
}

/// What the sender of a command is told, and what an operator finds in a dead letter. The message names field, fault
/// and rule, never the personal data itself.
package struct Result: Equatable, Sendable {
    package let code: ResultCode
    package let message: String
    /// Empty where the order has none.
    package let waybillID: String
    /// Empty but for a success of add_waybill.
    package let waybillData: String

    package init(code: ResultCode, message: String, waybillID: String = "", waybillData: String = "") {
        self.code = code
        self.message = message
        self.waybillID = waybillID
        self.waybillData = waybillData
    }

    package static func success(waybillID: String, waybillData: String = "") -> Result {
        Result(code: .success, message: "success", waybillID: waybillID, waybillData: waybillData)
    }
}

/// A finding of the checks: the first rule that the command breaks.
package struct Refusal: Error, Equatable, Sendable {
    package let code: ResultCode
    package let message: String

    package init(_ code: ResultCode, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// Everything one command changes. The caller carries all of it out in one transaction, or nothing.
package struct Outcome: Equatable, Sendable {
    package enum Change: Equatable, Sendable {
        case none
        /// The order's new state together with its new content.
        case content(OrderState)
        /// A new state; the content stays as it is.
        case status(OrderState)
    }

    package var result: Result
    package var change: Change
    /// The push carried a token that belongs to the order now.
    package var keepsToken: Bool
    /// The next serial of the carrier's own numbers in this partition, where one was used up.
    package var serialNext: UInt64?
    /// The trace's number within its waybill, from 1 on, where one was recorded.
    package var traceSequence: UInt32?
    /// The event is older than what stands, and changed nothing.
    package private(set) var isLate = false

    package init(
        result: Result, change: Change = .none, keepsToken: Bool = false, serialNext: UInt64? = nil,
        traceSequence: UInt32? = nil
    ) {
        self.result = result
        self.change = change
        self.keepsToken = keepsToken
        self.serialNext = serialNext
        self.traceSequence = traceSequence
    }

    /// The answer that the event got, or that a copy of it got, before what stands now.
    package static func late(_ result: Result) -> Outcome {
        var outcome = Outcome(result: result)
        outcome.isLate = true
        return outcome
    }
}

/// What a decision may look at besides the command and the reference data: the lane's memory of the things that the
/// command names.
package struct Facts: Equatable, Sendable {
    /// The state of the command's order; nil for one that was never accepted.
    package var order: OrderState?
    /// How many numbers of the carrier's own range this partition has used up.
    package var serialNext: UInt64
    /// The order that holds the number given in the command, if any order of this partition does.
    package var holder: [UInt8]?
    /// This partition and how many there are: the carrier's numbers are dealt out among the partitions in turn.
    package var partition: Int32
    package var partitionCount: Int32

    package init(
        order: OrderState?, serialNext: UInt64, holder: [UInt8]?, partition: Int32, partitionCount: Int32
    ) {
        self.order = order
        self.serialNext = serialNext
        self.holder = holder
        self.partition = partition
        self.partitionCount = partitionCount
    }
}
