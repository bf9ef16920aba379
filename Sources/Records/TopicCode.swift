package import Waybill

/// The numbers by which replies, dead letters and metrics say how a command ended: 0 for a success. They are the push's
/// ResultCodes, in which topics were written first, and never change; a dialect of the wire may have others.
extension Refusal.Reason {
    package var topicCode: Int32 {
        switch self {
        case .other: -1
        case .unknownAccount: 10001
        case .wrongPassword: 10002
        case .wrongWaybillID: 20001
        case .incompleteSender: 20002
        case .unreachableSender: 20003
        case .incompleteReceiver: 20004
        case .unreachableReceiver: 20005
        case .wrongCargo: 20006
        case .wrongInsurance: 20008
        case .wrongService: 20009
        case .unknownOrder: 30001
        case .alreadyCollected: 30002
        case .alreadyCancelled: 30003
        case .cancelUnsupported: 30004
        case .unknownWaybill: 40199
        }
    }

    /// Nil for a number that no reason has.
    package init?(topicCode: Int32) {
        guard let reason = Self.allCases.first(where: { $0.topicCode == topicCode }) else { return nil }
        self = reason
    }
}

extension Verdict {
    package static let topicCodeOfSuccess: Int32 = 0

    package var topicCode: Int32 { reason?.topicCode ?? Self.topicCodeOfSuccess }
    package var topicMessage: String { refusal?.message ?? "success" }

    /// Nil for a number that topics do not have.
    init?(topicCode: Int32, message: String, waybillID: String, waybillData: String) {
        if topicCode == Self.topicCodeOfSuccess {
            self = .success(waybillID: waybillID, waybillData: waybillData)
        } else {
            guard let reason = Refusal.Reason(topicCode: topicCode) else { return nil }
            self.init(refusal: Refusal(reason, message), waybillID: waybillID, waybillData: waybillData)
        }
    }
}
