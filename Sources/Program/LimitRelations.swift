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
    static var faults: [String] { (pushes + records + logs).compactMap(\.self) }

    private static func fault(_ sentence: String, unless holds: Bool) -> String? { holds ? nil : sentence }

    /// From the body to the record of its command.
    private static let pushes = [
        fault(
            "the server takes any body that the ingress takes",
            unless: IngressLimits.bodyByteCountMax <= HTTPLimits.bodyByteCountMax
                && IngressLimits.bodyByteCountMax <= HTTPLimits.bodyMemoryByteCount.lowerBound),
        fault(
            "both parsers take any body that the ingress takes",
            unless: IngressLimits.bodyByteCountMax
                <= min(XMLLimits.documentByteCountMax, JSONLimits.documentByteCountMax)),
        fault(
            "a body that cannot be read can be sealed whole, and stands with its fault in one record",
            unless: IngressLimits.bodyByteCountMax <= CryptoLimits.plaintextByteCountMax
                && CryptoLimits.sealedByteCountMax(of: IngressLimits.bodyByteCountMax) + RecordLimits.shareByteCountMax
                    <= min(LogLimits.recordByteCountMax, JSONLimits.documentByteCountMax)
        ),
        fault(
            "the longest token has room in a record once it is sealed",
            unless: CryptoLimits.sealedByteCountMax(of: WeChatLimits.tokenByteCountMax)
                <= RecordLimits.sealedTokenByteCountMax),
    ]

    /// From the checks to records and lanes.
    private static let records = [
        fault(
            "records take more than the checks accept, so that a check refuses it by its own rule",
            unless: OrderFieldLimits.orderIDByteCountMax > WaybillLimits.orderIDByteCountMax
                && OrderFieldLimits.bizIDByteCountMax > WaybillLimits.bizIDByteCountMax
                && OrderFieldLimits.waybillIDByteCountMax > WaybillLimits.waybillIDByteCountMax
                && OrderFieldLimits.detailCountMax > WaybillLimits.detailCountMax),
        fault(
            "the longest list of a record is no more nodes than a document may have",
            unless: OrderFieldLimits.detailCountMax * 3 + 100 <= JSONLimits.nodeCountMax),
        fault(
            "a lane takes the key of any order that a record may be about",
            unless: OrderFieldLimits.carrierByteCountMax + OrderFieldLimits.bizIDByteCountMax
                + OrderFieldLimits.orderIDByteCountMax + 8
                <= LaneLimits.keyByteCountMax),
        fault(
            "a dead letter has room for what it keeps of any input beside its value",
            unless: RecordLimits.shareByteCountMax + RecordLimits.inheritedByteCountMax
                + RecordLimits.messageByteCountMax
                + RecordLimits.omissionByteCountMax <= LogLimits.deadLetterByteCountMax),
    ]

    private static let logs = [
        fault(
            "a batch takes the largest record",
            unless: LogLimits.deadLetterByteCountMax <= LogLimits.batchByteCountMax),
        fault(
            "the embedded log writes any batch in one transaction",
            unless: LogLimits.batchByteCountMax <= SQLiteLogLimits.transactionByteCountMax
                && SQLiteLogLimits.transactionByteCountMax <= SQLiteLogLimits.pendingByteCountMax),
        fault(
            "the name of any process that waits for replies is read back",
            unless: IngressPart.instanceByteCountMax + 1 + String(UInt64.max).utf8.count
                <= RecordLimits.idByteCountMax),
        fault(
            "both engines take the processors' group name",
            unless: Identity.processorGroup.utf8.count <= SQLiteLogLimits.groupNameByteCountMax),
    ]
}
