internal import Crypto
internal import HTTP
internal import Ingress
internal import JSON
internal import LaneState
internal import Log
internal import OrderFields
internal import Records
internal import SQLiteLog
internal import Waybill
internal import WeChat
internal import XML

/// What the bounds of one room rest on in another: each room names its own, and only here are they seen together. The
/// program does not start where one does not hold, so that whoever changes a bound is told what else it touches.
enum LimitRelations {
    /// Empty unless two bounds contradict each other.
    static var faults: [String] { all.filter { !$0.holds }.map(\.sentence) }

    private typealias Relation = (sentence: String, holds: Bool)

    private static var all: [Relation] { pushes + records + logs }

    /// From the body to the record of its command.
    private static let pushes: [Relation] = [
        (
            "the server takes any body that the ingress takes",
            IngressLimits.bodyByteCountMax <= HTTPLimits.bodyByteCountMax
                && IngressLimits.bodyByteCountMax <= HTTPLimits.bodyMemoryByteCount.lowerBound
        ),
        (
            "both parsers take any body that the ingress takes",
            IngressLimits.bodyByteCountMax <= min(XMLLimits.documentByteCountMax, JSONLimits.documentByteCountMax)
        ),
        (
            "a body that cannot be read can be sealed whole, and stands with its fault in one record",
            IngressLimits.bodyByteCountMax <= CryptoLimits.plaintextByteCountMax
                && CryptoLimits.sealedByteCountMax(of: IngressLimits.bodyByteCountMax) + RecordLimits.shareByteCountMax
                    <= min(LogLimits.recordByteCountMax, JSONLimits.documentByteCountMax)
        ),
        (
            "the longest token has room in a record once it is sealed",
            CryptoLimits.sealedByteCountMax(of: WeChatLimits.tokenByteCountMax)
                <= RecordLimits.sealedTokenByteCountMax
        ),
    ]

    /// From the checks to records and lanes.
    private static let records: [Relation] = [
        (
            "records take more than the checks accept, so that a check refuses it by its own rule",
            OrderFieldLimits.orderIDByteCountMax > WaybillLimits.orderIDByteCountMax
                && OrderFieldLimits.bizIDByteCountMax > WaybillLimits.bizIDByteCountMax
                && OrderFieldLimits.waybillIDByteCountMax > WaybillLimits.waybillIDByteCountMax
                && OrderFieldLimits.detailCountMax > WaybillLimits.detailCountMax
        ),
        (
            "the longest list of a record is no more nodes than a document may have",
            OrderFieldLimits.detailCountMax * 3 + 100 <= JSONLimits.nodeCountMax
        ),
        (
            "a lane takes the key of any order that a record may be about",
            OrderFieldLimits.carrierByteCountMax + OrderFieldLimits.bizIDByteCountMax
                + OrderFieldLimits.orderIDByteCountMax + 8
                <= LaneLimits.keyByteCountMax
        ),
        (
            "a dead letter has room for what it keeps of any input beside its value",
            RecordLimits.shareByteCountMax + RecordLimits.inheritedByteCountMax + RecordLimits.messageByteCountMax
                + RecordLimits.omissionByteCountMax <= LogLimits.deadLetterByteCountMax
        ),
    ]

    private static let logs: [Relation] = [
        (
            "a batch takes the largest record",
            LogLimits.deadLetterByteCountMax <= LogLimits.batchByteCountMax
        ),
        (
            "the embedded log writes any batch in one transaction",
            LogLimits.batchByteCountMax <= SQLiteLogLimits.transactionByteCountMax
                && SQLiteLogLimits.transactionByteCountMax <= SQLiteLogLimits.pendingByteCountMax
        ),
        (
            "the name of any process that waits for replies is read back",
            IngressPart.instanceByteCountMax + 1 + String(UInt64.max).utf8.count <= RecordLimits.idByteCountMax
        ),
        (
            "both engines take the processors' group name",
            Identity.processorGroup.utf8.count <= SQLiteLogLimits.groupNameByteCountMax
        ),
    ]
}
