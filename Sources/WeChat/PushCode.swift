package import Waybill

/// ResultCode and ResultMsg of a push's reply, as the API's document of the events has them; 20007 (balance) is decided
/// where the claims are.
extension Refusal.Reason {
    var pushCode: Int32 {
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
        // No push asks for a trace.
        case .unknownWaybill: 40199
        }
    }
}

extension Verdict {
    package var pushCode: Int32 { reason?.pushCode ?? 0 }
    package var pushMessage: String { refusal?.message ?? "success" }
}
